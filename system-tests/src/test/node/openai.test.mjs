// Talks to a gateway with OpenAI's own client: nothing but the base URL and the key is Millrace's.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import OpenAI from 'openai';

const baseURL = process.env.OPENAI_BASE_URL;
const client = new OpenAI({ baseURL, apiKey: process.env.OPENAI_API_KEY, maxRetries: 0 });
const hurried = new OpenAI({ baseURL, apiKey: process.env.HURRIED_KEY, maxRetries: 0 });
const simulated = process.env.SIMULATED_AGENT;
const question = 'The mill was built in 1782. Its wheel is six metres high. How high is the wheel?';
const ENDS = ['completed', 'failed', 'cancelled', 'incomplete'];

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function simulate(settings) {
  const answer = await fetch(`${process.env.SIMULATED_MODEL}/config`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(settings),
  });
  assert.equal(answer.status, 200, await answer.text());
}

const latency = (value) => simulate({ latency: value });

afterEach(() => simulate({ latency: '50ms', script: [], vary: false, 'rate-cut': 0 }));

async function ended(id) {
  for (;;) {
    const response = await client.responses.retrieve(id);
    if (ENDS.includes(response.status)) return response;
    await sleep(100);
  }
}

async function all(stream) {
  const events = [];
  for await (const event of stream) events.push(event);
  return events;
}

function checkUsage(usage) {
  for (const name of ['prompt_tokens', 'completion_tokens', 'total_tokens']) assert.equal(typeof usage[name], 'number');
  assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
}

function checkResponse(response) {
  assert.match(response.id, /^resp_/);
  assert.equal(response.object, 'response');
  assert.equal(typeof response.created_at, 'number');
  assert.ok(Array.isArray(response.output) && Array.isArray(response.tools));
  assert.equal(typeof response.parallel_tool_calls, 'boolean');
  for (const name of ['error', 'incomplete_details', 'instructions', 'metadata', 'temperature', 'top_p', 'tool_choice'])
    assert.ok(name in response, name);
}

test('the agents are models', async () => {
  const names = [];
  for await (const model of client.models.list()) names.push(model.id);
  assert.ok(names.includes('default') && names.includes(simulated));
  const model = await client.models.retrieve('default');
  assert.deepEqual([model.id, model.object, typeof model.created, typeof model.owned_by], ['default', 'model', 'number', 'string']);
});

for (const model of ['default', simulated]) {
  test(`${model}: a chat is answered`, async () => {
    const { data: chat, request_id } = await client.chat.completions
      .create({ model, messages: [{ role: 'system', content: 'Be short.' }, { role: 'user', content: question }] })
      .withResponse();
    assert.match(chat.id, /^chatcmpl-/);
    assert.equal(chat.object, 'chat.completion');
    assert.equal(chat.model, model);
    assert.equal(chat.choices.length, 1);
    assert.equal(chat.choices[0].finish_reason, 'stop');
    assert.equal(chat.choices[0].message.role, 'assistant');
    assert.equal(chat.choices[0].message.refusal, null);
    assert.ok(chat.choices[0].message.content.length > 0);
    if (model === 'default') assert.match(chat.choices[0].message.content, /six metres/);
    checkUsage(chat.usage);
    assert.ok(request_id);
    const task = await fetch(`${baseURL}/tasks/${chat.id.slice('chatcmpl-'.length)}`, {
      headers: { Authorization: `Bearer ${process.env.OPENAI_API_KEY}` },
    });
    assert.equal((await task.json()).result.text, chat.choices[0].message.content);
  });

  test(`${model}: a chat is streamed`, async () => {
    const chunks = await all(
      await client.chat.completions.create({
        model,
        messages: [{ role: 'user', content: question }],
        stream: true,
        stream_options: { include_usage: true },
      }),
    );
    assert.equal(chunks[0].choices[0].delta.role, 'assistant');
    assert.equal(new Set(chunks.map((chunk) => chunk.id)).size, 1);
    assert.ok(chunks.every((chunk) => chunk.object === 'chat.completion.chunk'));
    assert.deepEqual(chunks.at(-1).choices, []);
    checkUsage(chunks.at(-1).usage);
    assert.equal(chunks.at(-2).choices[0].finish_reason, 'stop');
    assert.ok(chunks.slice(0, -2).every((chunk) => chunk.choices[0].finish_reason === null && chunk.usage === null));
    assert.ok(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('').length > 0);
    const helper = client.chat.completions.stream({ model, messages: [{ role: 'user', content: question }] });
    assert.ok((await helper.finalContent()).length > 0);
  });

  test(`${model}: a response is answered, and found again`, async () => {
    const response = await client.responses.create({
      model,
      instructions: 'Be short.',
      metadata: { purpose: 'test' },
      input: [{ role: 'user', content: [{ type: 'input_text', text: question }] }],
    });
    checkResponse(response);
    assert.equal(response.status, 'completed');
    assert.ok(response.output_text.length > 0);
    assert.equal(response.instructions, 'Be short.');
    assert.deepEqual(response.metadata, { purpose: 'test' });
    const { input_tokens, output_tokens, total_tokens } = response.usage;
    assert.equal(total_tokens, input_tokens + output_tokens);
    assert.deepEqual(await client.responses.retrieve(response.id), response);
    assert.deepEqual(await client.responses.cancel(response.id), response);
  });

  test(`${model}: the events of a response are numbered, and can be gone on with`, async () => {
    const events = await all(await client.responses.create({ model, input: question, stream: true }));
    events.forEach((event, index) => assert.equal(event.sequence_number, index));
    assert.deepEqual(
      events.slice(0, 4).map((event) => event.type),
      ['response.created', 'response.in_progress', 'response.output_item.added', 'response.content_part.added'],
    );
    const end = events.at(-1);
    assert.equal(end.type, 'response.completed');
    checkResponse(end.response);
    const text = events.filter((event) => event.type === 'response.output_text.delta').map((event) => event.delta).join('');
    assert.equal(events.find((event) => event.type === 'response.output_text.done').text, text);
    assert.equal(end.response.output[0].content[0].text, text);
    for (const after of [0, 3, events.length - 2, events.length - 1]) {
      const rest = await all(await client.responses.retrieve(end.response.id, { stream: true, starting_after: after }));
      assert.deepEqual(rest, events.slice(after + 1));
    }
    const helper = client.responses.stream({ model, input: question });
    assert.ok((await helper.finalResponse()).output_text.length > 0);
  });
}

test('the words of a model come while it speaks', async () => {
  await latency('3s');
  const stream = await client.chat.completions.create({ model: simulated, messages: [{ role: 'user', content: question }], stream: true });
  let first = 0;
  let last = 0;
  for await (const chunk of stream) {
    if (chunk.choices[0]?.delta.content) {
      first ||= Date.now();
      last = Date.now();
    }
  }
  assert.ok(last - first > 500, `all words within ${last - first} ms`);
});

test('a response in the background is polled', async () => {
  await latency('2s');
  const created = await client.responses.create({ model: simulated, input: question, background: true });
  checkResponse(created);
  assert.equal(created.status, 'queued');
  assert.equal(created.background, true);
  const statuses = new Set([created.status]);
  for (let response = created; !ENDS.includes(response.status); response = await client.responses.retrieve(created.id)) {
    statuses.add(response.status);
    await sleep(100);
  }
  assert.ok(statuses.has('in_progress'));
  const response = await ended(created.id);
  assert.equal(response.status, 'completed');
  assert.ok(response.output_text.length > 0);
});

test('a response in the background is streamed from where a reader was', async () => {
  await latency('2s');
  const stream = await client.responses.create({ model: simulated, input: question, background: true, stream: true });
  const seen = [];
  for await (const event of stream) {
    seen.push(event);
    if (event.type === 'response.output_text.delta') break;
  }
  const { id } = seen[0].response;
  const rest = await all(await client.responses.retrieve(id, { stream: true, starting_after: seen.at(-1).sequence_number }));
  const events = [...seen, ...rest];
  events.forEach((event, index) => assert.equal(event.sequence_number, index));
  assert.deepEqual(
    events.slice(0, 3).map((event) => event.type),
    ['response.created', 'response.queued', 'response.in_progress'],
  );
  assert.deepEqual(
    events.slice(0, 3).map((event) => event.response.status),
    ['queued', 'queued', 'in_progress'],
  );
  assert.equal(events.at(-1).type, 'response.completed');
  const text = events.filter((event) => event.type === 'response.output_text.delta').map((event) => event.delta).join('');
  assert.equal((await client.responses.retrieve(id)).output_text, text);
});

test('a response in the background is canceled', async () => {
  await latency('30s');
  const created = await client.responses.create({ model: simulated, input: question, background: true });
  const canceled = await client.responses.cancel(created.id);
  checkResponse(canceled);
  assert.equal(canceled.status, 'cancelled');
  assert.deepEqual(await client.responses.cancel(created.id), canceled);
});

test('a response in the background is in progress before its first word, and its stream ends when it is canceled', async () => {
  await latency('30s');
  const seen = [];
  for await (const event of await client.responses.create({ model: simulated, input: question, background: true, stream: true })) {
    seen.push(event);
    if (event.type === 'response.in_progress') await client.responses.cancel(event.response.id);
  }
  assert.deepEqual(
    seen.map((event) => event.type),
    ['response.created', 'response.queued', 'response.in_progress', 'response.failed'],
  );
  checkResponse(seen.at(-1).response);
  assert.equal(seen.at(-1).response.status, 'cancelled');
});

test('a stream that is left goes on without its reader', async () => {
  await latency('2s');
  const seen = [];
  for await (const event of await client.responses.create({ model: simulated, input: question, stream: true })) {
    seen.push(event);
    if (event.type === 'response.output_text.delta') break;
  }
  const { id } = seen[0].response;
  const rest = await all(await client.responses.retrieve(id, { stream: true, starting_after: seen.at(-1).sequence_number }));
  assert.equal(rest[0].sequence_number, seen.length);
  assert.equal(rest.at(-1).type, 'response.completed');
});

test('a stream of what fails ends with the reason', async () => {
  await latency('60s');
  const [events, chat] = await Promise.all([
    client.responses.create({ model: 'hasty', input: question, stream: true }).then(all),
    client.chat.completions.create({ model: 'hasty', messages: [{ role: 'user', content: question }], stream: true }).then((stream) =>
      all(stream).then(
        () => null,
        (error) => error,
      ),
    ),
  ]);
  events.forEach((event, index) => assert.equal(event.sequence_number, index));
  assert.equal(events.at(-1).type, 'response.failed');
  checkResponse(events.at(-1).response);
  assert.equal(events.at(-1).response.status, 'failed');
  assert.equal(events.at(-1).response.error.code, 'server_error');
  assert.ok(chat instanceof OpenAI.APIError);
  assert.equal(chat.code, 'deadline');
});

test('a stream breaks off when a repeated call says something else', async () => {
  const cutOnce = async (open, isWord) => {
    await simulate({ latency: '2s', vary: true, 'rate-cut': 1 });
    const seen = [];
    let error = null;
    try {
      for await (const event of await open()) {
        seen.push(event);
        if (isWord(event)) await simulate({ 'rate-cut': 0 });
      }
    } catch (e) {
      error = e;
    }
    return { seen, error };
  };
  const chat = await cutOnce(
    () => client.chat.completions.create({ model: simulated, messages: [{ role: 'user', content: question }], stream: true }),
    (chunk) => chunk.choices[0]?.delta.content,
  );
  assert.ok(chat.error instanceof OpenAI.APIError, String(chat.error));
  assert.equal(chat.error.code, 'stream_broken');

  const response = await cutOnce(
    () => client.responses.create({ model: simulated, input: question, stream: true }),
    (event) => event.type === 'response.output_text.delta',
  );
  response.seen.forEach((event, index) => assert.equal(event.sequence_number, index));
  assert.equal(response.seen.at(-1).type, 'error');
  assert.equal((await ended(response.seen[0].response.id)).status, 'completed');
});

test('a caller who goes away cancels its chat', async () => {
  await latency('30s');
  const tasks = async (id) =>
    (await fetch(`${baseURL}/tasks/${id}`, { headers: { Authorization: `Bearer ${process.env.OPENAI_API_KEY}` } })).json();
  const stream = await client.chat.completions.create({ model: simulated, messages: [{ role: 'user', content: question }], stream: true });
  let id;
  for await (const chunk of stream) {
    id = chunk.id.slice('chatcmpl-'.length);
    break;
  }
  for (let i = 0; i < 100 && (await tasks(id)).state !== 'canceled'; i++) await sleep(100);
  assert.equal((await tasks(id)).state, 'canceled');
});

test("the caller's tools are called by the caller", async () => {
  await simulate({ script: [{ contains: 'measure', turn: 1, toolCalls: [{ name: 'wheel_height', arguments: { unit: 'm' } }] }] });
  const tools = [
    {
      type: 'function',
      function: { name: 'wheel_height', description: 'Height of the wheel', parameters: { type: 'object', properties: { unit: { type: 'string' } } } },
    },
  ];
  const messages = [{ role: 'user', content: 'Please measure it.' }];
  const asked = await client.chat.completions.create({ model: simulated, messages, tools });
  assert.equal(asked.choices[0].finish_reason, 'tool_calls');
  const [call] = asked.choices[0].message.tool_calls;
  assert.deepEqual([call.type, call.function.name, JSON.parse(call.function.arguments)], ['function', 'wheel_height', { unit: 'm' }]);
  messages.push(asked.choices[0].message, { role: 'tool', tool_call_id: call.id, content: 'six' });
  const answered = await client.chat.completions.create({ model: simulated, messages, tools });
  assert.equal(answered.choices[0].finish_reason, 'stop');

  const events = await all(
    await client.responses.create({
      model: simulated,
      input: 'Please measure it.',
      tools: [{ type: 'function', name: 'wheel_height', parameters: { type: 'object', properties: {} }, strict: false }],
      stream: true,
    }),
  );
  const done = events.find((event) => event.type === 'response.function_call_arguments.done');
  assert.deepEqual(JSON.parse(done.arguments), { unit: 'm' });
  const { output } = events.at(-1).response;
  const made = output.find((item) => item.type === 'function_call');
  const next = await client.responses.create({
    model: simulated,
    input: [{ role: 'user', content: 'Please measure it.' }, ...output, { type: 'function_call_output', call_id: made.call_id, output: 'six' }],
  });
  assert.equal(next.status, 'completed');
  assert.equal(next.output[0].type, 'message');
});

test('what is wrong is told as the client expects it', async () => {
  const chat = (more) => client.chat.completions.create({ model: 'default', messages: [{ role: 'user', content: 'Hi' }], ...more });
  const wrong = new OpenAI({ baseURL, apiKey: 'wrong', maxRetries: 0 });
  await assert.rejects(wrong.models.list(), (e) => e instanceof OpenAI.AuthenticationError && e.status === 401 && e.code === 'invalid_api_key' && !!e.requestID);
  await assert.rejects(chat({ model: 'nobody' }), (e) => e instanceof OpenAI.NotFoundError && e.code === 'model_not_found' && e.param === 'model');
  await assert.rejects(client.models.retrieve('nobody'), OpenAI.NotFoundError);
  for (const id of ['resp_x', 'x', 'resp_01987c1e-6c4f-7d1a-9c65-0f3a5b1c2d3e', 'a b', 'ä'])
    await assert.rejects(client.responses.retrieve(id), OpenAI.NotFoundError);
  await assert.rejects(client.responses.cancel('resp_x'), OpenAI.NotFoundError);
  await assert.rejects(chat({ n: 2 }), (e) => e instanceof OpenAI.BadRequestError && e.param === 'n' && e.type === 'invalid_request_error');
  await assert.rejects(chat({ messages: [] }), (e) => e instanceof OpenAI.BadRequestError && e.param === 'messages');
  await assert.rejects(chat({ messages: [{ role: 'user', content: 'x'.repeat(10_001) }] }), (e) => e instanceof OpenAI.BadRequestError && e.code === 'context_length_exceeded');
  await assert.rejects(client.responses.create({ model: 'default', input: 'Hi', previous_response_id: 'resp_x' }), (e) => e instanceof OpenAI.BadRequestError && e.param === 'previous_response_id');
  const headers = { 'Idempotency-Key': `key-${Date.now()}` };
  const first = await client.responses.create({ model: 'default', input: 'Hi' }, { headers });
  const again = await client.responses.create({ model: 'default', input: 'Hi' }, { headers }).withResponse();
  assert.equal(again.data.id, first.id);
  assert.equal(again.response.headers.get('idempotency-replayed'), 'true');
  await assert.rejects(client.responses.create({ model: 'default', input: 'Ho' }, { headers }), OpenAI.UnprocessableEntityError);
});

test('who asks too often is told so', async () => {
  const calls = Array.from({ length: 12 }, () => hurried.responses.create({ model: 'default', input: 'Hi', background: true }));
  const refused = (await Promise.allSettled(calls)).filter((call) => call.status === 'rejected').map((call) => call.reason);
  assert.ok(refused.length > 0);
  for (const error of refused) {
    assert.ok(error instanceof OpenAI.RateLimitError);
    assert.equal(error.code, 'rate_limit_exceeded');
    assert.ok(Number(error.headers.get('retry-after')) >= 1);
  }
});
