using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Tweaks;

/// <summary>
/// The inputs of a workflow (semantics section 7.4): values by <c>component.field</c>, or an object of fields by the component alone. All other
/// entries mean nothing.
/// </summary>
public static class FlatInputs
{
    /// <summary>What they change of a run.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="flowSession">The conversation where they name none.</param>
    /// <param name="stream">Whether models are to stream.</param>
    public static RunInputs Of(ObjectValue inputs, string flowSession, bool stream)
    {
        var components = new OrderedDictionary<string, ObjectBuilder>();
        foreach (var (key, value) in inputs.Entries)
        {
            var dot = key.IndexOf('.', StringComparison.Ordinal);
            if (dot > 0)
            {
                FieldsOf(key[..dot]).Set(key[(dot + 1)..], value);
            }
            else if (dot < 0 && value is ObjectValue given)
            {
                foreach (var (name, field) in given.Entries)
                {
                    FieldsOf(key).Set(name, field);
                }
            }
        }

        var tweaks = new ObjectBuilder(components.Count);
        foreach (var (component, fields) in components)
        {
            tweaks.Set(component, fields.ToValue());
        }

        return new RunInputs { Tweaks = tweaks.ToValue(), SessionId = SessionOf(inputs) ?? flowSession, Stream = stream };

        ObjectBuilder FieldsOf(string component)
        {
            if (!components.TryGetValue(component, out var fields))
            {
                components.Add(component, fields = new ObjectBuilder());
            }

            return fields;
        }
    }

    /// <summary>The conversation that the inputs name: the first <c>component.session_id</c>; null where they name none.</summary>
    public static string? SessionOf(ObjectValue inputs)
    {
        foreach (var (key, value) in inputs.Entries)
        {
            var session = key.EndsWith(".session_id", StringComparison.Ordinal) ? value
                : value is ObjectValue fields && !key.Contains('.', StringComparison.Ordinal) ? fields.Find("session_id")
                : null;
            if (session is TextValue { Value.Length: > 0 } text)
            {
                return text.Value;
            }
        }

        return null;
    }
}
