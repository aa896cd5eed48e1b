using SkillFlaw.Grains.Builds;
using SkillFlaw.Graph.Values;
using SkillFlaw.Graph.Wire;

namespace SkillFlaw.WebApi.Responses;

/// <summary>What a run answers to who sees a single text.</summary>
/// <param name="Text">The first message as people read it, else the text of the first result; empty where there is none.</param>
/// <param name="Message">The message that it comes from; null where it comes from none.</param>
internal sealed record ResponseAnswer(string Text, Message? Message)
{
    public static ResponseAnswer Of(RunOutcome outcome)
    {
        var values = (
            from report in outcome.Outputs
            where VertexResultJson.IsInterface(report.Type)
            from value in report.Result.Outputs.Values
            select value).ToList();
        if (values.OfType<Message>().FirstOrDefault(message => message is { Text.Length: > 0, Sender.Length: > 0 }) is { } said)
        {
            return new ResponseAnswer(VertexResultJson.Shown(said), said);
        }

        var first = values.FirstOrDefault(value => TextOf(value).Length > 0);
        return first is null ? new ResponseAnswer("", values.OfType<Message>().FirstOrDefault()) : new ResponseAnswer(TextOf(first), first as Message);
    }

    private static string TextOf(FlowValue value) => value switch
    {
        Message message => message.Text,
        Data data => (data.Fields.Find(data.TextKey) as TextValue)?.Value ?? "",
        TextValue text => text.Value,
        _ => "",
    };
}
