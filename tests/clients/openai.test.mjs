/** The official `openai` client against the gateway, with mock upstreams that misbehave by name. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import OpenAI from "openai";
import { startGateway, startMock } from "./programs.mjs";

let mock, gateway, client;
const ask = (model, more = {}) =>
  client.chat.completions.create({ model, messages: [{ role: "user", content: "How is the market?" }], ...more });

before(async () => {
  mock = await startMock();
  const v1 = `${mock.url}/v1`;
  gateway = await startGateway([
    ["plain", 1, "openai/demo,tokens=6", v1],
    ["local", 1, "ollama_chat/demo,tokens=6", mock.url],
    ["failing", 1, "openai/a,status=500", v1],
    ["failing", 2, "openai/b,tokens=3", v1],
    ["limited", 1, "openai/demo,status=429,retry_after=7s", v1],
    ["cut", 1, "openai/demo,fault=cut,after=2", v1],
    ["dropped", 1, "openai/demo,fault=drop,after=2", v1],
    ["erring", 1, "openai/demo,fault=error_later,after=2", v1],
  ]);
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: gateway.key, maxRetries: 0 });
});
after(async () => {
  await gateway?.stop();
  await mock?.stop();
});

test("a whole answer has words and tokens", async () => {
  const answer = await ask("plain");
  assert.equal(answer.choices[0].message.content, "The market is quiet and volume");
  assert.equal(answer.choices[0].finish_reason, "stop");
  assert.equal(answer.usage.completion_tokens, 6);
});

test("Ollama's native answer comes out as OpenAI's", async () => {
  const answer = await ask("local");
  assert.equal(answer.object, "chat.completion");
  assert.equal(answer.choices[0].message.content, "The market is quiet and volume");
  assert.equal(answer.usage.completion_tokens, 6);
});

for (const model of ["plain", "local"])
  test(`a stream of ${model} says the same words, once finished, with its usage`, async () => {
    const stream = await ask(model, { stream: true, stream_options: { include_usage: true } });
    let words = "";
    const finished = [];
    let usage;
    for await (const chunk of stream) {
      words += chunk.choices[0]?.delta?.content ?? "";
      if (chunk.choices[0]?.finish_reason) finished.push(chunk.choices[0].finish_reason);
      usage = chunk.usage ?? usage;
    }
    assert.equal(words, "The market is quiet and volume");
    assert.deepEqual(finished, ["stop"]);
    assert.equal(usage.completion_tokens, 6);
  });

test("when the first tier fails the second answers, and the headers say so", async () => {
  const { data, response } = await ask("failing").withResponse();
  assert.equal(data.choices[0].message.content, "The market is");
  assert.equal(response.headers.get("x-litellm-model-group"), "failing");
  assert.equal(response.headers.get("x-swarmdesk-tier"), "2");
});

test("a rate limit is a RateLimitError with the time to wait", async () => {
  await assert.rejects(ask("limited"), (error) => {
    assert.ok(error instanceof OpenAI.RateLimitError);
    assert.equal(error.code, "rate_limited");
    assert.ok(Number(error.headers.get("retry-after")) >= 1);
    return true;
  });
});

for (const model of ["cut", "dropped", "erring"])
  test(`a stream that is ${model} ends as an error, never as an answer`, async () => {
    const stream = await ask(model, { stream: true });
    let words = "";
    await assert.rejects(async () => {
      for await (const chunk of stream) words += chunk.choices[0]?.delta?.content ?? "";
    }, OpenAI.APIError);
    assert.equal(words, "The market");
  });

test("a wrong key is an AuthenticationError, an unknown model a NotFoundError", async () => {
  const stranger = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: "sk-wrong", maxRetries: 0 });
  await assert.rejects(stranger.models.list(), OpenAI.AuthenticationError);
  await assert.rejects(ask("nobody"), OpenAI.NotFoundError);
});

test("nonsense is a BadRequestError that names the field", async () => {
  await assert.rejects(client.chat.completions.create({ model: "plain", messages: [] }), (error) => {
    assert.ok(error instanceof OpenAI.BadRequestError);
    assert.equal(error.param, "messages");
    return true;
  });
});

test("models are listed and can be asked for", async () => {
  const names = [];
  for await (const model of client.models.list()) names.push(model.id);
  assert.ok(names.includes("plain"));
  assert.equal((await client.models.retrieve("plain")).id, "plain");
  await assert.rejects(client.models.retrieve("nobody"), OpenAI.NotFoundError);
});

test("embeddings and completions are served as well", async () => {
  const embeddings = await client.embeddings.create({ model: "embedder", input: ["a", "b"], encoding_format: "float" })
    .catch((error) => error);
  assert.ok(embeddings instanceof OpenAI.NotFoundError);
  const completion = await client.completions.create({ model: "plain", prompt: "How is it?" });
  assert.equal(completion.object, "text_completion");
  assert.equal(completion.choices[0].text, "The market is quiet and volume");
});

test("a client that goes away frees the model", async () => {
  const abort = new AbortController();
  const stream = await client.chat.completions.create(
    { model: "plain", messages: [{ role: "user", content: "Hello" }], stream: true },
    { signal: abort.signal },
  );
  abort.abort();
  await assert.rejects(async () => {
    for await (const chunk of stream) void chunk;
    throw new Error("aborted");
  });
});
