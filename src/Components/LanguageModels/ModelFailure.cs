using System.ClientModel;
using System.Text.Json;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LanguageModels;

/// <summary>What goes wrong when a provider is called, as a sentence for the user that has no secret in it.</summary>
internal static class ModelFailure
{
    // A provider's page of HTML is no sentence.
    private const int MaxText = 2_000;

    /// <summary>Whether the package throws this for what a provider or the network does.</summary>
    public static bool Covers(Exception failure) => failure is ClientResultException or AggregateException or HttpRequestException
        or IOException or JsonException or OperationCanceledException or InvalidOperationException or NotSupportedException
        or ArgumentOutOfRangeException or IndexOutOfRangeException or KeyNotFoundException or FormatException;

    /// <summary>The exception to throw instead.</summary>
    public static Exception Translate(Exception failure, ModelConnection connection, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return new OperationCanceledException(cancellationToken);
        }

        if (Find<ComponentException>(failure) is { } refused)
        {
            // The host refuses an address while the connection is made.
            return new ComponentException(connection.Mask(refused.Message));
        }

        var sentence = Shorten(connection.Mask(Describe(failure, connection.Provider.Name)));
        var text = failure.ToString();
        var mayPass = MayPass(failure);
        return connection.Mask(text) == text
            ? new ComponentException(sentence, failure) { MayPass = mayPass }
            : new ComponentException(sentence) { MayPass = mayPass };
    }

    /// <summary>The sentence of an error in the provider's JSON; null where there is none.</summary>
    public static string? ReadMessage(ReadOnlyMemory<byte> body)
    {
        try
        {
            return ReadMessage(JsonValues.Parse(body));
        }
        catch (InvalidValueException)
        {
            return null;
        }
    }

    // No answer, too many requests, or trouble on the other side. What it refuses, it refuses again.
    private static bool MayPass(Exception failure) => Find<ClientResultException>(failure) is { Status: > 0 and var status }
        ? status is 408 or 409 or 425 or 429 or >= 500
        : Find<OperationCanceledException>(failure) is not null
            || failure is ClientResultException or AggregateException or HttpRequestException or IOException;

    private static string Describe(Exception failure, string provider)
    {
        if (Find<ClientResultException>(failure) is { Status: > 0 } answer)
        {
            return ReadBody(answer) ?? $"{provider} answered with status {answer.Status}.";
        }

        if (Find<OperationCanceledException>(failure) is not null)
        {
            return $"{provider} did not answer in time.";
        }

        if (failure is IOException)
        {
            return $"The connection to {provider} broke off in the middle of the answer.";
        }

        return failure is ClientResultException or AggregateException or HttpRequestException
            ? $"{provider} could not be reached."
            : $"The answer of {provider} could not be read.";
    }

    private static string? ReadBody(ClientResultException answer)
    {
        try
        {
            return answer.GetRawResponse()?.Content is { } body ? ReadMessage(body.ToMemory()) : null;
        }
        catch (InvalidOperationException)
        {
            // The body was not read to its end.
            return null;
        }
    }

    // OpenAI: {"error":{"message":…}}; Google the same in a list; Ollama {"error":…}; others {"message":…} or {"detail":…}.
    private static string? ReadMessage(FlowValue? body) => body switch
    {
        TextValue { Value: var text } when !string.IsNullOrWhiteSpace(text) => text,
        ListValue { Count: > 0 } list => ReadMessage(list[0]),
        ObjectValue fields =>
            ReadMessage(fields.Find("error")) ?? ReadMessage(fields.Find("message")) ?? ReadMessage(fields.Find("detail")),
        _ => null,
    };

    private static T? Find<T>(Exception? failure) where T : Exception => failure switch
    {
        null => null,
        T found => found,
        AggregateException { InnerExceptions: [.., var last] } => Find<T>(last),
        _ => Find<T>(failure.InnerException),
    };

    private static string Shorten(string text) => text.Length <= MaxText ? text : $"{text[..MaxText]}…";
}
