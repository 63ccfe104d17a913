/** The official `@anthropic-ai/sdk` client against the gateway's `/v1/messages`. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import { startGateway, startMock } from "./programs.mjs";

let mock, gateway, client;
const ask = (model, more = {}) =>
  client.messages.create({ model, max_tokens: 64, messages: [{ role: "user", content: "How is it?" }], ...more });

before(async () => {
  mock = await startMock();
  gateway = await startGateway([
    ["plain", 1, "openai/demo,tokens=6", `${mock.url}/v1`],
    ["claude", 1, "anthropic/demo,tokens=6", mock.url],
    ["cut", 1, "openai/demo,fault=cut,after=2", `${mock.url}/v1`],
  ]);
  client = new Anthropic({ baseURL: gateway.url, apiKey: gateway.key, maxRetries: 0 });
});
after(async () => {
  await gateway?.stop();
  await mock?.stop();
});

for (const model of ["plain", "claude"]) {
  test(`a message from ${model}`, async () => {
    const message = await ask(model);
    assert.equal(message.type, "message");
    assert.equal(message.content[0].text, "The market is quiet and volume");
    assert.equal(message.stop_reason, "end_turn");
    assert.equal(message.usage.output_tokens, 6);
  });

  test(`a stream from ${model}`, async () => {
    const message = await client.messages
      .stream({ model, max_tokens: 64, messages: [{ role: "user", content: "How is it?" }] })
      .finalMessage();
    assert.equal(message.content[0].text, "The market is quiet and volume");
    assert.equal(message.stop_reason, "end_turn");
  });
}

test("a stream that is cut ends as an error", async () => {
  await assert.rejects(
    client.messages
      .stream({ model: "cut", max_tokens: 64, messages: [{ role: "user", content: "How is it?" }] })
      .finalMessage(),
  );
});

test("a wrong key and an unknown model have their own errors", async () => {
  const stranger = new Anthropic({ baseURL: gateway.url, apiKey: "sk-wrong", maxRetries: 0 });
  await assert.rejects(
    stranger.messages.create({ model: "plain", max_tokens: 8, messages: [{ role: "user", content: "?" }] }),
    Anthropic.AuthenticationError,
  );
  await assert.rejects(ask("nobody"), Anthropic.NotFoundError);
});
