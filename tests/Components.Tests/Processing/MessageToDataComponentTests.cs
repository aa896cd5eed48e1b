using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

public sealed class MessageToDataComponentTests
{
    [Fact]
    public async Task Convert_Message_HasAllItsFields()
    {
        var message = new Message("Hi") { Sender = "User", SenderName = "Ann", SessionId = "s1" };

        var record = await new ComponentRun("MessagetoData").With("message", message).OutputAsync<Data>("data", "convert_message_to_data");

        Assert.Equal(new Data(message.ToFields()), record);
    }

    [Fact]
    public async Task Convert_Text_IsAMessageOfIt()
    {
        var record = await new ComponentRun("MessagetoData").With("message", "Hi").OutputAsync<Data>("data");

        Assert.Equal(FlowValue.Of("Hi"), record.Fields["text"]);
    }

    [Fact]
    public async Task Convert_Nothing_IsARecordWithAnError()
    {
        var result = await new ComponentRun("MessagetoData").Asking("data").RunAsync();

        Assert.Equal(
            new Data(FlowValue.Of(("error", FlowValue.Of("Error converting Message to Data: Input must be a Message object")))),
            result.Outputs["data"]);
        Assert.Equal(FlowValue.Of("Error converting Message to Data: Input must be a Message object"), result.Status);
    }
}
