using System.ClientModel;
using OpenAI.Embeddings;

namespace SkillFlaw.FakeOpenAI.Tests.OfficialClient;

public sealed class EmbeddingClientTests : OfficialClientTest
{
    [Fact]
    public async Task GenerateEmbeddings_OfTexts_GivesAVectorForEach()
    {
        OpenAIEmbeddingCollection embeddings = await Embeddings.GenerateEmbeddingsAsync(
            ["one", "two words"], new EmbeddingGenerationOptions { Dimensions = 8 });
        OpenAIEmbedding again = await Embeddings.GenerateEmbeddingAsync("two words", new EmbeddingGenerationOptions { Dimensions = 8 });

        Assert.Equal([8, 8], embeddings.Select(embedding => embedding.ToFloats().Length));
        Assert.Equal(embeddings[1].ToFloats().ToArray(), again.ToFloats().ToArray());
        Assert.NotEqual(embeddings[0].ToFloats().ToArray(), again.ToFloats().ToArray());
        Assert.Equal(3, embeddings.Usage.TotalTokenCount);
        Assert.Equal("base64", (string?)Server.Requests[0].Body!["encoding_format"]);
    }

    [Fact]
    public async Task GenerateEmbeddings_OfTokenIds_GivesAVector()
    {
        OpenAIEmbeddingCollection embeddings = await Embeddings.GenerateEmbeddingsAsync([new ReadOnlyMemory<int>([1, 2, 3])]);

        Assert.Equal(1536, Assert.Single(embeddings).ToFloats().Length);
    }

    [Fact]
    public async Task GenerateEmbeddings_WithScriptedError_ThrowsIt()
    {
        Server.EmbeddingReplies.Enqueue(FakeReply.Error(429, "rate_limit_exceeded", "Not now."));

        var exception = await Assert.ThrowsAsync<ClientResultException>(() => Embeddings.GenerateEmbeddingAsync("one"));

        Assert.Equal(429, exception.Status);
    }

    [Fact]
    public async Task GetModels_WithoutList_NamesSome()
    {
        var models = await Client().GetOpenAIModelClient().GetModelsAsync();

        Assert.Contains(models.Value, model => model.Id is "gpt-4o-mini");
    }
}
