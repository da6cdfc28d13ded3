// A handler on @edge-runtime/vm: the handler's code runs in rsvm.

import assert from 'node:assert/strict';
import { types } from 'node:util';
import { EdgeVM } from '@edge-runtime/vm';

const edge = new EdgeVM({
  initialCode: 'globalThis.greeting = "Hello"',
  extend: (context) => Object.assign(context, { punctuation: () => '!' }),
});

// What the handler makes is none of Node's.
assert.ok(types.isProxy(edge.evaluate('({})')));
assert.equal(edge.evaluate('greeting + punctuation()'), 'Hello!');
assert.equal(edge.evaluate('new URL("/a?b=1", "https://x.test").searchParams.get("b")'), '1');
assert.equal(
  edge.evaluate('new TextEncoder().encode("ab") instanceof Uint8Array && [] instanceof Array'),
  true,
);

edge.evaluate(`
  addEventListener('fetch', (event) => {
    const { pathname } = new URL(event.request.url);
    const answer = async () => {
      const body = await event.request.text();
      const headers = { 'x-path': pathname };
      return new Response(JSON.stringify({ pathname, body }), { status: 201, headers });
    };
    event.respondWith(answer());
  });
`);
const response = await edge.dispatchFetch('https://example.test/page', {
  method: 'POST',
  body: 'data',
});
assert.equal(response.status, 201);
assert.equal(response.headers.get('x-path'), '/page');
assert.deepEqual(await response.json(), { pathname: '/page', body: 'data' });

assert.equal(edge.evaluate('typeof process + typeof require'), 'undefinedundefined');
