using System.Reflection;
using Microsoft.AspNetCore.Http.Features;

namespace SkillFlaw.WebApi.Http;

/// <summary>The one file of a multipart request, in its field <c>file</c>. What the client calls it is a text, and never a path.</summary>
internal sealed class UploadedFile : IBindableFromHttpContext<UploadedFile>
{
    /// <summary>The field that it is in.</summary>
    public const string Field = "file";

    private const int MostParts = 16;

    // It is held in memory.
    private const long Largest = 128 << 20;

    private UploadedFile(string name, byte[] content) => (Name, Content) = (name, content);

    public string Name { get; }

    public byte[] Content { get; }

    /// <exception cref="RequestInvalidException">There is no file.</exception>
    /// <exception cref="ApiException">The body is no form.</exception>
    public static async ValueTask<UploadedFile?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var file = context.Request.HasFormContentType ? (await ReadFormAsync(context)).Files.GetFile(Field) : null;
        if (file is null)
        {
            throw new RequestInvalidException([new ValidationError("missing", ["body", Field], "Field required", null)]);
        }

        var content = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(content, context.RequestAborted);
        return new UploadedFile(file.FileName, content);
    }

    private static async Task<IFormCollection> ReadFormAsync(HttpContext context)
    {
        BodyLimit.Lower(context, Largest);
        var options = new FormOptions { MultipartBodyLengthLimit = long.MaxValue, ValueCountLimit = MostParts };
        try
        {
            return await new FormFeature(context.Request, options).ReadFormAsync(context.RequestAborted);
        }
        catch (Exception failure) when (failure is InvalidDataException || (failure is IOException and not BadHttpRequestException))
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "There was an error parsing the body");
        }
    }
}
