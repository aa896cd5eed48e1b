using System.Numerics;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.FlowControls;

/// <summary>Lets the flow go on in one of two ways, after a comparison of two texts (flow-format section 13.3).</summary>
[Component("ConditionalRouter",
    Aliases = ["If-Else"],
    Category = "flow_controls",
    DisplayName = "If-Else",
    Description = "Compares two texts and goes on in one of two ways.",
    Icon = "split")]
public sealed class ConditionalRouterComponent : Component
{
    private const string True = "true_result";
    private const string False = "false_result";
    private string? _live;

    /// <summary>The text to look at.</summary>
    [Input("input_text", InputKind.Text, DisplayName = "Text Input", Info = "The text that is compared.", Required = true)]
    public string InputText { get; set; } = "";

    /// <summary>How to compare.</summary>
    [Input("operator", InputKind.Dropdown, DisplayName = "Operator", Info = "How the texts are compared.", RealTimeRefresh = true,
        Options = ["equals", "not equals", "contains", "starts with", "ends with", "regex", "less than", "less than or equal", "greater than", "greater than or equal"])]
    public string Operator { get; set; } = "equals";

    /// <summary>The text to compare with.</summary>
    [Input("match_text", InputKind.Text, DisplayName = "Match Text", Info = "What the text is compared with.", Required = true)]
    public string MatchText { get; set; } = "";

    /// <summary>Whether upper and lower case differ. A pattern decides that itself.</summary>
    [Input("case_sensitive", InputKind.Bool, DisplayName = "Case Sensitive", Info = "Whether upper and lower case differ.", Advanced = true)]
    public bool CaseSensitive { get; set; } = true;

    /// <summary>What goes out if the comparison holds.</summary>
    [Input("true_case_message", InputKind.Message, DisplayName = "Case True", Info = "The message that goes on if the comparison holds.", Advanced = true)]
    public Message TrueCaseMessage { get; set; } = new();

    /// <summary>What goes out if it does not.</summary>
    [Input("false_case_message", InputKind.Message, DisplayName = "Case False", Info = "The message that goes on if it does not hold.", Advanced = true)]
    public Message FalseCaseMessage { get; set; } = new();

    /// <summary>After so many runs the default route is taken.</summary>
    [Input("max_iterations", InputKind.Integer, DisplayName = "Max Iterations", Info = "How often it may decide before the default route is taken.", Advanced = true)]
    public long MaxIterations { get; set; } = 10;

    /// <summary>The route that is taken then.</summary>
    [Input("default_route", InputKind.Dropdown, DisplayName = "Default Route", Info = "The route that is taken then.", Options = [True, False], Advanced = true)]
    public string DefaultRoute { get; set; } = False;

    /// <summary>What goes out on either route, in files that know only one message.</summary>
    [Input("message", InputKind.Message, Older = true)]
    public Message? EitherMessage { get; set; }

    /// <summary>The way on if the comparison holds.</summary>
    [Output(True, Method = "true_response", DisplayName = "True", GroupOutputs = true)]
    public Message TrueResponse() => Respond(True, TrueCaseMessage);

    /// <summary>The way on if it does not.</summary>
    [Output(False, Method = "false_response", DisplayName = "False", GroupOutputs = true)]
    public Message FalseResponse() => Respond(False, FalseCaseMessage);

    private Message Respond(string output, Message message)
    {
        _live ??= Decide();
        if (output != _live)
        {
            return new Message();
        }

        var response = EitherMessage ?? message;
        Context.Status = response;
        return response;
    }

    // Once per execution, whichever outputs are asked for.
    private string Decide()
    {
        var iteration = (Context.State is IntegerValue { Value: var before } ? before : BigInteger.Zero) + 1;
        Context.State = new IntegerValue(iteration);
        var live = TextComparison.Holds(InputText, Operator, MatchText, CaseSensitive) ? True : False;
        var stopped = Other(live);
        if (iteration >= MaxIterations && stopped == DefaultRoute)
        {
            Context.ClearExclusions();
            Context.Stop(live);
            return stopped;
        }

        Context.Stop(stopped);
        Context.Exclude(stopped);
        return live;
    }

    private static string Other(string output) => output == True ? False : True;
}
