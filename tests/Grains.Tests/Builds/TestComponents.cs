using System.Collections.Concurrent;
using SkillFlaw.Components;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Grains.Builds;

/// <summary>
/// The components of random flows. What one does hangs on nothing but the session, which is the seed, on its id and on how often it has run,
/// so a build that is interrupted does the same as one that is not.
/// </summary>
internal static class TestComponents
{
    /// <summary>What holds the steps of a session until the test opens it.</summary>
    public static ConcurrentDictionary<string, StepGate> Gates { get; } = new();

    /// <summary>A catalogue of these, and of what the server has.</summary>
    public static ComponentCatalog Catalog() => ComponentCatalog.Create(
    [
        .. typeof(ComponentCatalog).Assembly.GetTypes().Where(type => type.Name != "LoopComponent"),
        typeof(TestStep), typeof(TestRouter), typeof(TestLoop),
    ]);

    public static Random Draw(VertexCall call, int salt)
    {
        var hash = 17;
        foreach (var letter in $"{call.Run.SessionId}/{call.VertexId}/{call.Execution}/{salt}")
        {
            hash = unchecked((hash * 31) + letter);
        }

        return new Random(hash);
    }
}

/// <summary>Holds steps back.</summary>
internal sealed class StepGate
{
    /// <summary>Whether the steps do not hear that they are to stop.</summary>
    public bool IsStubborn { get; init; }

    /// <summary>Released by each step that comes.</summary>
    public SemaphoreSlim Arrived { get; } = new(0);

    public TaskCompletionSource Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Says something or not, shows tokens or not, fails or not, and gives its id with the number of its execution.</summary>
[Component("Step", Category = "tests", DisplayName = "Step", Description = "A step of a test.", Icon = "box")]
internal sealed class TestStep : Component
{
    /// <summary>What holds steps of this session until the test lets them go on; they stop when they are told.</summary>
    public const string Held = "held";

    /// <summary>The session in which steps throw what no component means to throw.</summary>
    public const string Broken = "broken";

    [Output("out", Method = "make_out", DisplayName = "Out")]
    public async ValueTask<Message> Make(CancellationToken cancellationToken)
    {
        var call = Context.Call;
        switch (call.Run.SessionId)
        {
            case Held:
                await Task.Delay(Timeout.Infinite, cancellationToken);
                break;
            case Broken:
                throw new NotSupportedException("Nobody expects this.");
            case var session when TestComponents.Gates.TryGetValue(session, out var gate):
                gate.Arrived.Release();
                await (gate.IsStubborn ? gate.Opened.Task : gate.Opened.Task.WaitAsync(cancellationToken));
                break;
        }

        var random = TestComponents.Draw(call, 1);
        await YieldAsync(random);
        for (var said = random.Next(3); said > 0; said--)
        {
            var message = await Context.Host.StoreMessageAsync(
                new Message($"{call.VertexId} says {said}")
                {
                    Sender = "Machine",
                    SenderName = call.VertexId,
                    SessionId = call.Run.SessionId,
                    FlowId = call.Run.FlowId,
                    Timestamp = DateTimeOffset.UnixEpoch,
                },
                cancellationToken);
            for (var tokens = random.Next(3); tokens > 0; tokens--)
            {
                await Context.Host.SendTokenAsync(message.Id!.Value, "token ", cancellationToken);
                await YieldAsync(random);
            }
        }

        // Sessions with a gate have random names, and what is tested there is not what a step draws.
        return TestComponents.Gates.ContainsKey(call.Run.SessionId) ? new Message($"{call.VertexId}/{call.Execution}") : random.Next(30) switch
        {
            0 => throw new ComponentException("It was to fail."),
            1 => throw new NotSupportedException("Nobody expects this."),
            _ => new Message($"{call.VertexId}/{call.Execution}"),
        };
    }

    private static async Task YieldAsync(Random random)
    {
        for (var times = random.Next(4); times > 0; times--)
        {
            await Task.Yield();
        }
    }
}

/// <summary>Goes on one way, or both.</summary>
[Component("Router", Category = "tests", DisplayName = "Router", Description = "A router of a test.", Icon = "split")]
internal sealed class TestRouter : Component
{
    [Output("yes", Method = "make_yes", DisplayName = "Yes")]
    public Message Yes() => Make("yes");

    [Output("no", Method = "make_no", DisplayName = "No")]
    public Message No() => Make("no");

    private Message Make(string output)
    {
        if (TestComponents.Draw(Context.Call, 2).Next(3) is var chosen && (chosen, output) is (0, "yes") or (1, "no"))
        {
            Context.Stop(output);
        }

        return new Message($"{Context.Call.VertexId}/{Context.Call.Execution}");
    }
}

/// <summary>Gives up to three items.</summary>
[Component("LoopComponent", Category = "tests", DisplayName = "Loop", Description = "A loop of a test.", Icon = "infinity")]
internal sealed class TestLoop : Component
{
    private bool _isDecided;
    private long _index;

    [Output("item", Method = "make_item", DisplayName = "Item", AllowsLoop = true, LoopTypes = ["Message"])]
    public Data Item()
    {
        Decide();
        return new Data(FlowValue.Of(("text", FlowValue.Of($"{Context.Call.VertexId}/{Context.Call.Execution}"))));
    }

    [Output("done", Method = "make_done", DisplayName = "Done")]
    public DataFrame Done()
    {
        Decide();
        return DataFrame.FromRecords([FlowValue.Of(("text", FlowValue.Of($"{Context.Call.VertexId}/{Context.Call.Execution}")))]);
    }

    private void Decide()
    {
        if (_isDecided)
        {
            return;
        }

        _isDecided = true;
        _index = Context.State is IntegerValue { Value: var before } ? (long)before : 0;
        if (_index < TestComponents.Draw(Context.Call with { Execution = 0 }, 3).Next(4))
        {
            Context.State = FlowValue.Of(_index + 1);
            Context.Stop("done");
            return;
        }

        Context.State = null;
        Context.Stop("item");
        Context.Start("done");
    }
}
