using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using SkillFlaw.Graph.Values;
using SkillFlaw.Storage.Messages;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Runs;

namespace SkillFlaw.WebApi.Monitor;

/// <summary>What changes of a message. What is absent or null stays.</summary>
internal sealed record MessageChangesBody
{
    private const int LongestName = 1_000;
    private const int MostFiles = 1_000;

    public string? Text { get; private init; }

    public string? Sender { get; private init; }

    public string? SenderName { get; private init; }

    public string? SessionId { get; private init; }

    public string? ContextId { get; private init; }

    public string? IpAddress { get; private init; }

    public string? FlowVersion { get; private init; }

    public IReadOnlyList<string>? Files { get; private init; }

    public bool? Edit { get; private init; }

    public bool? Error { get; private init; }

    public DateTimeOffset? StartTime { get; private init; }

    public DateTimeOffset? EndTime { get; private init; }

    [AllowedValues("message", "error", "warning", "info")]
    public string? Category { get; private init; }

    public IReadOnlyList<JsonElement>? ContentBlocks { get; private init; }

    /// <summary>Those of the properties that change; here null is a value.</summary>
    public MessagePropertiesBody? Properties { get; private init; }

    /// <summary>Reads a body.</summary>
    /// <exception cref="RequestInvalidException">It is something else.</exception>
    public static MessageChangesBody Read(JsonFields fields)
    {
        var body = new MessageChangesBody
        {
            Text = fields.Text("text"),
            Sender = fields.Text("sender", 0, LongestName),
            SenderName = fields.Text("sender_name", 0, LongestName),
            SessionId = fields.Text("session_id"),
            ContextId = fields.Text("context_id", 0, LongestName),
            IpAddress = fields.Text("ip_address", 0, LongestName),
            FlowVersion = fields.Text("flow_version", 0, LongestName),
            Files = fields.Texts("files"),
            Edit = fields.Flag("edit"),
            Error = fields.Flag("error"),
            StartTime = fields.Time("start_time"),
            EndTime = fields.Time("end_time"),
            Category = fields.OneOf("category", "message", "error", "warning", "info"),
            ContentBlocks = fields.Objects("content_blocks", MostFiles) is null ? null : [.. fields.Peek("content_blocks")!.Value.EnumerateArray()],
            Properties = fields.Nested("properties") is { } properties ? MessagePropertiesBody.Read(properties) : null,
        };
        RunBody.CheckSession(body.SessionId, fields, "session_id");
        if (body.Files?.Count > MostFiles)
        {
            fields.Fail("files", "too_long", $"List should have at most {MostFiles} items after validation");
        }

        fields.Check();
        return body;
    }

    /// <summary>Puts the changes into a message. Another text marks it as edited.</summary>
    public void Apply(StoredMessage message)
    {
        message.Edit = (Text is not null && Text != message.Text) || (Edit ?? message.Edit);
        message.Text = Text ?? message.Text;
        message.Sender = Sender ?? message.Sender;
        message.SenderName = SenderName ?? message.SenderName;
        message.SessionId = SessionId ?? message.SessionId;
        message.ContextId = ContextId ?? message.ContextId;
        message.Error = Error ?? message.Error;
        message.Category = Category ?? message.Category;
        message.Files = Files is null ? message.Files : FlowValue.Of(Files.Select(FlowValue.Of)).ToJson();
        message.ContentBlocks = ContentBlocks is null ? message.ContentBlocks : ToBlocks(ContentBlocks);
        message.Properties = Properties is null ? message.Properties : Properties.Over(message.ToProperties()).ToColumn();
        var notes = MessageNotes.Of(message);
        message.Notes = new MessageNotes(
            IpAddress ?? notes.IpAddress, FlowVersion ?? notes.FlowVersion, StartTime ?? notes.StartTime, EndTime ?? notes.EndTime).ToJson();
    }

    private static string ToBlocks(IReadOnlyList<JsonElement> blocks)
    {
        try
        {
            return Encoding.UTF8.GetString(FlowValue.Of(blocks.Select(JsonValues.Read)).ToCheckpoint());
        }
        catch (InvalidValueException failure)
        {
            throw new RequestInvalidException([new ValidationError("value_error", ["body", "content_blocks"], $"Value error, {failure.Message}", null)]);
        }
    }
}
