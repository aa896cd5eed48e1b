using System.Text;
using System.Text.Json.Nodes;

namespace SkillFlaw.Components.Starters;

/// <summary>The flows that a fresh server begins with. Their files in <c>src/WebApi/Starters</c> are made from here.</summary>
internal static class StarterFlows
{
    public static IReadOnlyList<Starter> All { get; } = [Echo(), BasicPrompting(), MemoryChat(), Router(), CsvLoop()];

    /// <summary>A document as bytes. That the files are the same, <see cref="StarterFileTests"/> sees to.</summary>
    public static byte[] Read(string endpoint) => Encoding.UTF8.GetBytes(All.Single(starter => starter.Endpoint == endpoint).ToJson());

    private static Starter Echo()
    {
        var flow = new Starter("echo", "hello")
        {
            Name = "Hello",
            Description = "Answers with what you say. Needs no model and no key.",
            Icon = "MessagesSquare",
            Tags = ["chatbots"],
            Note = """
                ## Hello

                What you say goes into the sentence of the **Prompt Template**, and that is the answer: no model, no key.
                Try it in the **Playground**, then change the sentence and try again.
                """,
        };
        var input = flow.Add("ChatInput", 380, 120);
        var prompt = flow.Add("Prompt Template", 640, 0).With("template", "Hello from SkillFlaw! You said: {message}");
        var output = flow.Add("ChatOutput", 1020, 120);
        flow.Connect(input, "message", prompt, "message");
        flow.Connect(prompt, "prompt", output, "input_value");
        return flow;
    }

    private static Starter BasicPrompting()
    {
        var flow = new Starter("basic-prompting", "basic")
        {
            Name = "Basic Prompting",
            Description = "A language model answers you in the way that a prompt describes.",
            Icon = "brain-circuit",
            Tags = ["chatbots", "prompting"],
            Note = """
                ## Basic Prompting

                The **Prompt Template** tells the model how to behave, the **Chat Input** is what it answers.
                Save your key as the global variable `OPENAI_API_KEY`, or choose another model in the **Language Model**.
                """,
        };
        var input = flow.Add("ChatInput", 380, 0);
        var prompt = flow.Add("Prompt Template", 380, 120).With(
            "template", "You are a patient guide. Answer in plain words and in three sentences at most. If you do not know something, say so.");
        var model = AddModel(flow, 780, 0);
        var output = flow.Add("ChatOutput", 1180, 160);
        flow.Connect(input, "message", model, "input_value");
        flow.Connect(prompt, "prompt", model, "system_message");
        flow.Connect(model, "text_output", output, "input_value");
        return flow;
    }

    private static Starter MemoryChat()
    {
        var flow = new Starter("memory-chat", "mchat")
        {
            Name = "Memory Chat",
            Description = "A language model that remembers the conversation.",
            Icon = "message-square-more",
            Tags = ["chatbots", "assistants"],
            Note = """
                ## Memory Chat

                **Message History** reads the last 20 messages of the session, and the **Prompt Template** shows them to the model.
                Tell it your name, then ask for it; another session has a memory of its own. It needs the global variable `OPENAI_API_KEY`.
                """,
        };
        var input = flow.Add("ChatInput", 380, 0);
        var memory = flow.Add("Memory", 380, 120).With("n_messages", 20);
        var prompt = flow.Add("Prompt Template", 780, 120).With(
            "template", "You are a friendly assistant. This is the conversation so far; its last line is the message that you answer.\n\n{history}");
        var model = AddModel(flow, 1180, 0);
        var output = flow.Add("ChatOutput", 1580, 160);
        flow.Connect(memory, "messages_text", prompt, "history");
        flow.Connect(prompt, "prompt", model, "system_message");
        flow.Connect(input, "message", model, "input_value");
        flow.Connect(model, "text_output", output, "input_value");
        return flow;
    }

    private static Starter Router()
    {
        var flow = new Starter("router", "route")
        {
            Name = "Router",
            Description = "Answers in one of two ways, depending on a word in the message. Needs no model.",
            Icon = "split",
            Tags = ["classification"],
            Note = """
                ## Router

                **If-Else** looks for the word *invoice* in the message and goes on in one of two ways; each has a **Chat Output** of its own.
                Both answers are among the controls of **If-Else**. Say `Where is my invoice?`, and then something else.
                """,
        };
        var input = flow.Add("ChatInput", 380, 120);
        var router = flow.Add("ConditionalRouter", 640, 0)
            .With("operator", "contains")
            .With("match_text", "invoice")
            .With("case_sensitive", false)
            .With("true_case_message", "I have passed your message on to the billing team.")
            .With("false_case_message", "I have passed your message on to the support team.");
        var billing = flow.Add("ChatOutput", 1020, 120);
        var support = flow.Add("ChatOutput", 1020, 260);
        flow.Connect(input, "message", router, "input_text");
        flow.Connect(router, "true_result", billing, "input_value");
        flow.Connect(router, "false_result", support, "input_value");
        return flow;
    }

    private static Starter CsvLoop()
    {
        var flow = new Starter("csv-loop", "loops")
        {
            Name = "CSV Loop",
            Description = "Writes a sentence for each row of a table, and answers with all of them. Needs no model.",
            Icon = "infinity",
            Tags = ["data"],
            Note = """
                ## CSV Loop

                **Type Convert** makes a table of the CSV in the **Text Input**, and the **Loop** takes its rows one by one to the upper **Parser**.
                What comes back is gathered, and the lower **Parser** makes one answer of it. Put rows of your own into the **Text Input**.
                """,
        };
        var csv = flow.Add("TextInput", 380, 0).With(
            "input_value", "city,country,river\nParis,France,Seine\nVienna,Austria,Danube\nCairo,Egypt,Nile");
        var table = flow.Add("TypeConverterComponent", 780, 0)
            .With("auto_parse", true)
            .With("output_type", "DataFrame")
            .Giving("dataframe_output");
        var loop = flow.Add("LoopComponent", 1180, 0);
        var row = flow.Add("ParserComponent", 1580, 0).With("pattern", "{city} ({country}) lies on the {river}.");
        var all = flow.Add("ParserComponent", 1580, 480).With("pattern", "- {text}");
        var output = flow.Add("ChatOutput", 1980, 600);
        flow.Connect(csv, "text", table, "input_data");
        flow.Connect(table, "dataframe_output", loop, "data");
        flow.Connect(loop, "item", row, "input_data");
        flow.Connect(row, "parsed_text", loop, "item");
        flow.Connect(loop, "done", all, "input_data");
        flow.Connect(all, "parsed_text", output, "input_value");
        return flow;
    }

    // The answer is streamed: in the editor nothing else asks for it.
    private static StarterNode AddModel(Starter flow, int x, int y) => flow.Add("LanguageModelComponent", x, y)
        .With("model", new JsonArray(new JsonObject
        {
            ["category"] = "OpenAI",
            ["icon"] = "OpenAI",
            ["metadata"] = new JsonObject
            {
                ["api_key_param"] = "api_key",
                ["model_class"] = "ChatOpenAI",
                ["model_name_param"] = "model",
                ["reasoning_models"] = new JsonArray(),
            },
            ["name"] = "gpt-4o-mini",
            ["provider"] = "OpenAI",
        }))
        .WithVariable("api_key", "OPENAI_API_KEY")
        .With("stream", true);
}
