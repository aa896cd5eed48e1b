using System.Text.Json.Serialization;

namespace SkillFlaw.WebApi.Http;

[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(System.Text.Json.JsonElement))]
internal sealed partial class HttpJson : JsonSerializerContext;
