using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace SkillFlaw.Storage.Text;

/// <summary><see cref="StorableText"/> for every text column.</summary>
internal sealed class StorableTextConverter()
    : ValueConverter<string, string>(text => StorableText.ToStorable(text), stored => StorableText.FromStorable(stored));
