%% The programs beside this file as Erlang has them: `erl -noinput -run processes main ping 1000` does the work of
%% ping.lua and prints the same line. Fields of messages are those of a map, texts are binaries.
-module(processes).
-behaviour(gen_server).
-export([main/1, init/1, handle_call/3, handle_cast/2]).

main([Row | Arguments]) ->
    Value = row(list_to_atom(Row), [list_to_integer(Argument) || Argument <- Arguments]),
    show(case Row of "spawn" -> "ended"; _ -> Row end, Value),
    %% When a scheduler's thread is gone, so is the processor time that it has used: let that be read.
    timer:sleep(50),
    halt(0).

begins() ->
    io:format("begin~n").

show(Row, Value) ->
    io:format("~s\t~B~n", [Row, Value]).

row(spawn, [Count]) ->
    begins(),
    Pids = waiting(Count),
    show("spawned", length(Pids)),
    [monitor(process, Pid) || Pid <- Pids],
    stop(Pids),
    [receive {'DOWN', _, process, _, _} -> ok end || _ <- Pids],
    length(Pids);
row(ping, [Count]) ->
    Partner = spawn(fun partner/0),
    begins(),
    Sum = ping(1, Count, Partner, 0),
    Partner ! stop,
    Sum;
row(stream, [Count]) ->
    Receiver = spawn(fun() -> receive_items(0) end),
    begins(),
    stream(1, Count, Receiver),
    Receiver ! {stop, self()},
    receive {sum, Sum} -> Sum end;
row(call, [Count]) ->
    {ok, Server} = gen_server:start(?MODULE, [], []),
    begins(),
    call(1, Count, Server, 0);
row(among, [Processes, Hops]) ->
    Parent = self(),
    Pids = [spawn(fun() -> start_hopping(Parent) end) || _ <- lists:seq(1, Processes)],
    Table = list_to_tuple(Pids),
    [Pid ! {pids, Table} || Pid <- Pids],
    begins(),
    [Pid ! {hop, #{state => I, hops => Hops, text => <<"hop">>}} || {I, Pid} <- lists:enumerate(Pids)],
    lists:sum([receive {done, State} -> State end || _ <- Pids]);
row(waiting, [Count, Rounds]) ->
    waiting(Count),
    begins(),
    yields(1, Rounds, 0);
row(alarms, [Processes, Timers]) ->
    Parent = self(),
    begins(),
    [spawn(fun() -> alarms(Timers, I, Parent) end) || I <- lists:seq(1, Processes)],
    [receive set -> ok end || _ <- lists:seq(1, Processes)],
    io:format("set~n"),
    sum(Processes, 0);
row(yield, [Processes, Yields]) ->
    Parent = self(),
    begins(),
    [spawn(fun() -> Parent ! {sum, yields(1, Yields div Processes, 0)} end) || _ <- lists:seq(1, Processes)],
    sum(Processes, 0);
row(compute, [Processes, Steps]) ->
    Parent = self(),
    begins(),
    [spawn(fun() -> Parent ! {sum, compute(1, Steps div Processes, 1)} end) || _ <- lists:seq(1, Processes)],
    sum(Processes, 0);
row(fork, [Forks, Objects]) ->
    Heap = [#{number => I, value => 2 * I} || I <- lists:seq(1, Objects)],
    Parent = self(),
    begins(),
    [spawn(fun() -> forked(Heap, I, Parent) end) || I <- lists:seq(1, Forks)],
    sum(Forks, 0) + last_value(Heap).

stop(Pids) ->
    [Pid ! stop || Pid <- Pids].

sum(0, Sum) -> Sum;
sum(Left, Sum) ->
    receive {sum, Part} -> sum(Left - 1, Sum + Part) end.

%% Processes that wait, when the last of them has started.
waiting(Count) ->
    Pids = [spawn(fun() -> receive _ -> ok end end) || _ <- lists:seq(1, Count)],
    Parent = self(),
    spawn(fun() -> Parent ! ready end),
    receive ready -> Pids end.

ping(I, Count, _, Sum) when I > Count -> Sum;
ping(I, Count, Partner, Sum) ->
    Partner ! {ping, self(), #{number => I, text => <<"ping">>, value => 2 * I}},
    receive {pong, _, #{value := Value}} -> ping(I + 1, Count, Partner, Sum + Value) end.

partner() ->
    receive
        stop -> ok;
        {ping, Sender, #{number := Number, text := Text, value := Value}} ->
            Sender ! {pong, self(), #{number => Number, text => Text, value => Value + 1}},
            partner()
    end.

stream(I, Count, _) when I > Count -> ok;
stream(I, Count, Receiver) ->
    Receiver ! {item, self(), #{number => I, text => <<"item">>, value => 2 * I}},
    stream(I + 1, Count, Receiver).

receive_items(Sum) ->
    receive
        {item, _, #{number := Number, value := Value}} -> receive_items(Sum + Number + Value);
        {stop, Sender} -> Sender ! {sum, Sum}
    end.

call(I, Count, _, Sum) when I > Count -> Sum;
call(I, Count, Server, Sum) ->
    call(I + 1, Count, Server, gen_server:call(Server, {add, Sum, I}, infinity)).

init([]) -> {ok, none}.

handle_call({add, A, B}, _, State) -> {reply, A + B, State}.

handle_cast(_, State) -> {noreply, State}.

start_hopping(Parent) ->
    receive {pids, Pids} -> hop(Pids, Parent) end.

hop(Pids, Parent) ->
    receive
        stop -> ok;
        {hop, #{hops := 0, state := State}} ->
            Parent ! {done, State},
            hop(Pids, Parent);
        {hop, #{hops := Hops, state := State}} ->
            Next = (State * 1103515245 + 12345) rem 2147483648,
            To = element(Next div 65536 rem tuple_size(Pids) + 1, Pids),
            To ! {hop, #{state => Next, hops => Hops - 1, text => <<"hop">>}},
            hop(Pids, Parent)
    end.

yields(I, Count, Sum) when I > Count -> Sum;
yields(I, Count, Sum) ->
    erlang:yield(),
    yields(I + 1, Count, Sum + I).

%% Time is real here: nobody goes on before the timers that have been set go off, 5 to 6 seconds later.
alarms(Timers, Seed, Parent) ->
    set_timers(Timers, Seed),
    Parent ! set,
    Parent ! {sum, receive_timers(Timers, 0)}.

set_timers(0, _) -> ok;
set_timers(Left, State) ->
    Next = (State * 1103515245 + 12345) rem 2147483648,
    erlang:start_timer(5000 + Next div 65536 rem 1000, self(), timer),
    set_timers(Left - 1, Next).

receive_timers(0, Fired) -> Fired;
receive_timers(Left, Fired) ->
    receive {timeout, _, timer} -> receive_timers(Left - 1, Fired + 1) end.

compute(I, Count, State) when I > Count -> State;
compute(I, Count, State) -> compute(I + 1, Count, (State * 31 + I) rem 65521).

forked(Heap, Index, Parent) ->
    Parent ! {sum, last_value(Heap) + Index},
    receive stop -> ok end,
    %% Used once more, so that it is kept.
    last_value(Heap).

last_value(Heap) ->
    #{value := Value} = lists:last(Heap),
    Value.
