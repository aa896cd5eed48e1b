using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.FlowControls;

public sealed class PassComponentTests
{
    [Fact]
    public async Task Message_WithAnother_IsHandedOnAsItIs()
    {
        var message = new Message("Hi") { Id = Guid.NewGuid(), Sender = "User" };
        var run = new ComponentRun("Pass").With("input_message", message).With("ignored_message", "other");

        Assert.Equal(message, await run.OutputAsync<Message>("output_message", "pass_message"));
    }
}
