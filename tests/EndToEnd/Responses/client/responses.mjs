// Does with OpenAI's own client library what its name as an argument says, and prints what the library has given back.
import OpenAI, { APIError } from "openai";

const { BASE_URL: baseURL, API_KEY: apiKey, FLOW: model } = process.env;
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });

const steps = {
  async plain() {
    const first = await client.responses.create({ model, input: "one" });
    const second = await client.responses.create({ model, input: "two", previous_response_id: first.id });
    return [first, second].map(({ id, status, output_text, previous_response_id }) => ({ id, status, output_text, previous_response_id }));
  },

  async stream() {
    const seen = { types: [], deltas: [], chunks: "", numbers: [], done: "", completed: null };
    for await (const event of await client.responses.create({ model, input: "three", stream: true })) {
      if (event.object === "response.chunk") {
        seen.chunks += event.delta.content ?? "";
        continue;
      }

      seen.types.push(event.type);
      seen.numbers.push(event.sequence_number);
      if (event.type === "response.output_text.delta") {
        seen.deltas.push(event.delta);
      } else if (event.type === "response.output_text.done") {
        seen.done = event.text;
      } else if (event.type === "response.completed") {
        seen.completed = { id: event.response.id, text: event.response.output[0].content[0].text };
      }
    }

    return seen;
  },

  async helper() {
    let deltas = "";
    const stream = client.responses.stream({ model, input: "four" });
    stream.on("response.output_text.delta", (event) => (deltas += event.delta));
    const { id, status, output_text } = await stream.finalResponse();
    return { id, status, output_text, deltas };
  },

  async tools() {
    const stream = client.responses.stream({ model, input: "five" });
    const { output, output_text } = await stream.finalResponse();
    return { output_text, output: output.map(({ type, name, arguments: given }) => ({ type, name, given })) };
  },

  async errors() {
    const { error } = await client.responses.create({ model: "no-such-flow", input: "x" });
    return {
      unknown: error,
      failing: (await client.responses.create({ model, input: "x" })).error,
      unknownStream: await thrown(() => client.responses.create({ model: "no-such-flow", input: "x", stream: true })),
      failingStream: await thrown(() => client.responses.create({ model, input: "x", stream: true })),
      failingHelper: await thrown(() => client.responses.stream({ model, input: "x" })),
      key: await thrown(() => new OpenAI({ baseURL, apiKey: "sk-nobodys", maxRetries: 0 }).responses.create({ model, input: "x" })),
      input: await thrown(() => client.responses.create({ model, input: [{ role: "user", content: "x" }] })),
    };
  },
};

async function thrown(act) {
  try {
    const result = await act();
    for await (const _ of result[Symbol.asyncIterator] ? result : []);
    return null;
  } catch (error) {
    if (!(error instanceof APIError)) {
      throw error;
    }

    return { name: error.constructor.name, status: error.status ?? null, type: error.type ?? null, code: error.code ?? null, message: error.message };
  }
}

console.log(JSON.stringify(await steps[process.argv[2]]()));
