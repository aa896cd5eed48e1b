using OpenAI.Chat;

namespace SkillFlaw.Components.LanguageModels;

/// <summary>The images among some files, as parts of a message to a model. Other files are not for the model.</summary>
internal static class ChatImages
{
    private const int MaxImages = 20;
    private const int MaxBytes = 20 * 1024 * 1024;

    // No provider takes a larger request, and all of it is in memory, in base64 too.
    private const int MaxTotalBytes = 50 * 1024 * 1024;

    public static async ValueTask<List<ChatMessageContentPart>> ReadAsync(
        IEnumerable<string> files, IComponentHost host, CancellationToken cancellationToken)
    {
        var parts = new List<ChatMessageContentPart>();
        var left = MaxTotalBytes;
        foreach (var file in files)
        {
            if (MediaType(file) is not { } mediaType)
            {
                continue;
            }

            if (parts.Count == MaxImages)
            {
                throw new ComponentException($"A message to a model can have at most {MaxImages} images.");
            }

            var content = await ReadAsync(file, host, cancellationToken);
            left -= content.Length;
            if (left < 0)
            {
                throw new ComponentException("The images of the message are larger than 50 MB together.");
            }

            parts.Add(ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(content), mediaType));
        }

        return parts;
    }

    private static async ValueTask<byte[]> ReadAsync(string file, IComponentHost host, CancellationToken cancellationToken)
    {
        await using var stream = await host.OpenFileAsync(file, cancellationToken)
            ?? throw new ComponentException($"The image '{NameOf(file)}' does not exist.");
        using var content = new MemoryStream();
        var buffer = new byte[81_920];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (content.Length + read > MaxBytes)
            {
                throw new ComponentException($"The image '{NameOf(file)}' is larger than 20 MB.");
            }

            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }

    private static string NameOf(string file) => file[(file.LastIndexOf('/') + 1)..];

    private static string? MediaType(string file) => Path.GetExtension(file).ToUpperInvariant() switch
    {
        ".PNG" => "image/png",
        ".JPG" or ".JPEG" => "image/jpeg",
        ".GIF" => "image/gif",
        ".WEBP" => "image/webp",
        ".BMP" => "image/bmp",
        _ => null,
    };
}
