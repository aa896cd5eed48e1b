using System.Collections.Concurrent;

namespace SkillFlaw.FakeOpenAI;

/// <summary>What a test wants to be answered.</summary>
internal sealed class ReplyScript
{
    private volatile Func<FakeRequest, FakeReply?>? _respond;

    public ConcurrentQueue<FakeReply> Chat { get; } = new();

    public ConcurrentQueue<FakeReply> Embeddings { get; } = new();

    public Func<FakeRequest, FakeReply?>? Respond
    {
        get => _respond;
        set => _respond = value;
    }

    public FakeReply? TakeChat(FakeRequest request) => Take(Chat, request);

    public FakeReply? TakeEmbeddings(FakeRequest request) => Take(Embeddings, request);

    private FakeReply? Take(ConcurrentQueue<FakeReply> queue, FakeRequest request) =>
        queue.TryDequeue(out var reply) ? reply : Respond?.Invoke(request);
}
