namespace SkillFlaw.FakeOpenAI.Embeddings;

/// <summary>
/// A vector of length 1 for a text, the same on every machine. Texts that share words are close to each other, whatever the case of the
/// letters, and the same words in another order are not quite the same, so that a search for similar texts finds what a person expects.
/// </summary>
internal static class TextVector
{
    private const int PlacesOfWord = 4;
    private const float WeightOfWording = 0.25f;

    public static float[] Of(string text, int dimensions)
    {
        var vector = new float[dimensions];
        AddWording(vector, text);
        AddWords(vector, text);

        var length = MathF.Sqrt(vector.Sum(value => value * value));
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] /= length;
        }

        return vector;
    }

    private static void AddWording(float[] vector, string text)
    {
        var state = Hash(text);
        var scale = WeightOfWording * MathF.Sqrt(3f / vector.Length);
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = ((Next(ref state) >> 40) + 0.5f) / (1 << 23) * scale - scale;
        }
    }

    private static void AddWords(float[] vector, ReadOnlySpan<char> text)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsLetterOrDigit(text[i]))
            {
                continue;
            }

            if (i > start)
            {
                AddWord(vector, text[start..i]);
            }

            start = i + 1;
        }
    }

    private static void AddWord(float[] vector, ReadOnlySpan<char> word)
    {
        var lower = word.Length <= 256 ? stackalloc char[word.Length] : new char[word.Length];
        word.ToLowerInvariant(lower);
        var state = Hash(lower);
        for (var i = 0; i < PlacesOfWord; i++)
        {
            var random = Next(ref state);
            vector[random % (uint)vector.Length] += (random >> 63) == 0 ? 1 : -1;
        }
    }

    // FNV-1a
    private static ulong Hash(ReadOnlySpan<char> text)
    {
        var hash = 14695981039346656037;
        foreach (var character in text)
        {
            hash = (hash ^ character) * 1099511628211;
        }

        return hash;
    }

    // SplitMix64
    private static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
