using System.Runtime.CompilerServices;
using OpenAI.Chat;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LanguageModels;

/// <summary>
/// A language model that can be called, made from its description. All providers are called by OpenAI's protocol. Whatever goes wrong is a
/// <see cref="ComponentException"/> whose text has no secret in it.
/// </summary>
public sealed class ChatModel
{
    // A flow names the time in seconds; less than one and more than this cannot be meant.
    private static readonly TimeSpan _longest = TimeSpan.FromHours(1);

    private readonly LanguageModel _model;
    private readonly ModelConnection _connection;
    private readonly ChatClient _client;
    private readonly IComponentHost _host;

    private ChatModel(LanguageModel model, ModelConnection connection, IComponentHost host)
    {
        _model = model;
        _host = host;
        _connection = connection;
        var timeout = TimeSpan.FromTicks(Math.Clamp(model.Timeout.Ticks, TimeSpan.TicksPerSecond, _longest.Ticks));
        _client = new ChatClient(model.Model, connection.Credential, connection.ToOptions(timeout, model.MaxRetries));
    }

    /// <summary>Finds the address and the key for a model. Nothing is called yet.</summary>
    /// <param name="model">The description.</param>
    /// <param name="host">The run.</param>
    /// <param name="ownKey">The key field of the component itself; null for a model that came over an edge.</param>
    /// <param name="cancellationToken">The run's.</param>
    /// <exception cref="ComponentException">There is no model, no such provider, or no key.</exception>
    public static async ValueTask<ChatModel> ConnectAsync(
        LanguageModel model, IComponentHost host, Secret? ownKey = null, CancellationToken cancellationToken = default)
    {
        if (model.Model.Length == 0)
        {
            throw ModelChoice.IsMissing();
        }

        return new ChatModel(
            model, await ModelConnection.FindAsync(model.Provider, model.BaseUrl, model.ApiKey, ownKey, host, cancellationToken), host);
    }

    /// <summary>Asks, and waits for the whole answer.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="tools">What the model may call.</param>
    /// <param name="cancellationToken">Ends the call at once.</param>
    /// <exception cref="ComponentException">There is no answer.</exception>
    public Task<ChatAnswer> AnswerAsync(
        IReadOnlyList<ChatMessage> messages, IReadOnlyList<Tool> tools, CancellationToken cancellationToken) =>
        AnswerAsync(messages, tools, shape: null, cancellationToken);

    /// <summary>As the other, with a last word on the request.</summary>
    internal async Task<ChatAnswer> AnswerAsync(
        IReadOnlyList<ChatMessage> messages, IReadOnlyList<Tool> tools, Action<ChatCompletionOptions>? shape, CancellationToken cancellationToken)
    {
        var options = ChatRequest.Create(_model, _connection.Provider, tools);
        shape?.Invoke(options);
        try
        {
            ChatCompletion answer = await _client.CompleteChatAsync(messages, options, cancellationToken);
            return Counted(messages, new ChatAnswer(
                string.Concat(answer.Content.Select(part => part.Text)) + answer.Refusal, [.. answer.ToolCalls], answer.Usage));
        }
        catch (Exception failure) when (ModelFailure.Covers(failure))
        {
            throw ModelFailure.Translate(failure, _connection, cancellationToken);
        }
    }

    /// <summary>Asks, and gives the answer piece by piece; the last piece has all of it.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="tools">What the model may call.</param>
    /// <param name="cancellationToken">Ends the call at once, as does leaving the enumeration.</param>
    /// <exception cref="ComponentException">There is no answer, or it broke off.</exception>
    public async IAsyncEnumerable<ChatPiece> StreamAsync(
        IReadOnlyList<ChatMessage> messages, IReadOnlyList<Tool> tools, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = ChatRequest.Create(_model, _connection.Provider, tools);
        var answer = new ChatAnswerBuilder(_connection.Provider.Name);
        await using var updates = _client
            .CompleteChatStreamingAsync(messages, options, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            string text;
            try
            {
                if (!await updates.MoveNextAsync())
                {
                    break;
                }

                text = answer.Add(updates.Current);
            }
            catch (Exception failure) when (failure is ComponentException || ModelFailure.Covers(failure))
            {
                throw ModelFailure.Translate(failure, _connection, cancellationToken);
            }

            if (text.Length > 0)
            {
                yield return new ChatPiece(text, null);
            }
        }

        yield return new ChatPiece("", Counted(messages, answer.ToAnswer()));
    }

    // Where the provider does not say how many tokens it took, four letters are taken for one.
    private ChatAnswer Counted(IReadOnlyList<ChatMessage> messages, ChatAnswer answer)
    {
        _host.CountTokens(answer.Usage?.TotalTokenCount
            ?? (answer.Text.Length + messages.Sum(message => message.Content.Sum(part => part.Text?.Length ?? 0))) / 4);
        return answer;
    }
}
