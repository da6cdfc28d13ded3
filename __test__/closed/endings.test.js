'use strict';

// The end of the process: Node ends it when an error is thrown where nobody can catch it, so a guest
// that is given a timer, an event or an async function could end its host with one `throw`. What a
// process does is looked at from outside.

const nodeVm = require('node:vm');
const { describe, expect, test } = require('@jest/globals');
const child = require('../helpers/child');
const { rsvm } = require('../helpers/rsvm');

const SETUP = `
  const vm = require('rsvm');
  const { Readable } = require('node:stream');
  const target = new EventTarget();
  const emitter = new (require('node:events'))();
  const sandbox = {
    setTimeout, setImmediate, queueMicrotask, nextTick: process.nextTick, target, emitter,
    call: (f) => f(), fail: async () => { throw new Error('of the host') },
    stream: (from, f = (value) => value) => Readable.from(from).map(f).on('error', () => {}).resume(),
    onProcess: (name, f) => void process.on(name, f),
    createHook: require('node:async_hooks').createHook,
    onWarning: (f) => { process.on('warning', f); process.emitWarning('one') },
    close: (f) => require('node:fs').opendirSync('.').close(f),
    later: (options) => {
      require('node:fs').opendir('.', options, (_, dir) => dir.close(() => {}));
      for (const f of [Object.getPrototypeOf, Reflect.has, Reflect.set, Object.defineProperty])
        setTimeout(f, 1, options, 'a', { value: 1 });
    },
    publish: (f) => require('node:diagnostics_channel').subscribe('c', f),
  };
  let use = () => {};
  const done = () => setTimeout(() => console.log('alive'), 20);
`;

/**
 * @param {string} code of the guest
 * @param {string} [before] of the host, before it
 * @param {(source: string) => string} [wrap]
 */
function outcome(code, before = '', wrap = (source) => source) {
  const run = `vm.runInNewContext(${JSON.stringify(code)}, sandbox, { timeout: 100 })`;
  const source = `${SETUP} ${before} ${wrap(run)};
    setTimeout(() => { target.dispatchEvent(new Event('e')); emitter.emit('e'); require('node:diagnostics_channel').channel('c').publish({}) }, 2); done();`;
  return child(source, { limit: 20_000 });
}

/** @type {Record<string, string>} */
const THROWS = {
  'in a timer': 'setTimeout(() => { throw new Error("x") }, 1)',
  'in a call of Node’s C++': 'close(() => { throw 5 })',
  'in an immediate': 'setImmediate(() => { throw null })',
  'in a tick': 'nextTick(() => { throw 5 })',
  'in a microtask': 'queueMicrotask(() => { throw Symbol("s") })',
  'in what Node looks for in a promise of another class':
    'class Mine extends Promise {} Object.setPrototypeOf(Mine.prototype, new Proxy(Promise.prototype, { get() { throw 1 } })); Reflect.construct(Promise, [(_, reject) => reject(5)], Mine); 1',
  'without an end in what Node looks for in such a promise':
    'class Mine extends Promise {} Object.setPrototypeOf(Mine.prototype, new Proxy(Promise.prototype, { get() { for (;;); } })); Reflect.construct(Promise, [(_, reject) => reject(5)], Mine); 1',
  'in a listener of uncaught errors':
    'onProcess("uncaughtException", () => { throw 1 }); setTimeout(() => { throw 2 }, 1)',
  'in a listener of rejections':
    'onProcess("unhandledRejection", () => { throw 1 }); Promise.reject(2)',
  'in a hook of asynchronous resources': 'createHook({ init() { throw 1 } }).enable()',
  'before each of those': 'createHook({ before() { throw 1 } }).enable()',
  'by a function of Node’s that it has called': 'setTimeout(setTimeout, 1); nextTick(nextTick)',
  'in a listener of the warnings that tell of it': 'onWarning(() => { throw new Error("x") })',
  'in a timer, without an end': 'setTimeout(() => { for (;;); }, 1)',
  'what throws when it is looked at':
    'setTimeout(() => { throw new Proxy({}, { get() { throw 1 }, ownKeys() { throw 2 }, getPrototypeOf() { throw 3 } }) }, 1)',
  'an error whose every field lies':
    'setTimeout(() => { throw Object.assign(new Error("x"), { name: {}, code: 1, stack: { a: 1 }, toString: null }) }, 1)',
  'in a listener of an EventTarget': 'target.addEventListener("e", () => { throw new Error("x") })',
  'in a listener object':
    'target.addEventListener("e", { handleEvent() { throw new Error("x") } })',
  'in an async listener': 'target.addEventListener("e", async () => { throw new Error("x") })',
  'in a thenable of a listener':
    'target.addEventListener("e", () => ({ then(f, r) { r(new Error("x")) } }))',
  'in an async listener of an emitter': 'emitter.on("e", async () => { throw new Error("x") })',
  'in a subscriber': 'publish(() => { throw new Error("x") })',
  'in a getter that an emitter reads':
    'emitter.once("e", Object.defineProperty(() => {}, "apply", { get() { throw new Error("x") } }))',
  'in what an emitter takes for a method':
    'emitter.once("e", Object.defineProperty(() => {}, "apply", { value: 1 }))',
  'in an endless getter':
    'emitter.once("e", Object.defineProperty(() => {}, "apply", { get() { for (;;); } }))',
  'in a getter of what a listener answers':
    'target.addEventListener("e", () => ({ get then() { throw new Error("x") } }))',
  'with a listener that is no function': 'target.addEventListener("e", { handleEvent: 1 })',
  'in a getter of a listener object':
    'let n = 0; target.addEventListener("e", { get handleEvent() { if (n++) throw new Error("x"); return () => {} } })',
  'in the stack of what ends a stream':
    'stream([1], () => { throw { get stack() { throw new Error("x") } } })',
  'in the stack of what an iteration ends with':
    'stream((async function* () { throw { get stack() { throw new Error("x") } } })())',
  ...Object.fromEntries(
    ['ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf', 'has', 'set', 'defineProperty'].map(
      (trap) => [
        `in the trap ${trap} of options that Node looks at later`,
        `let isLate = false; later(new Proxy({ bufferSize: 2 }, { ${trap}(...args) { if (isLate) throw new Error("x"); return Reflect.${trap}(...args) } })); isLate = true`,
      ],
    ),
  ),
  'in an async timer': 'setTimeout(async () => { throw new Error("x") }, 1)',
  'in a promise': 'Promise.reject(new Error("x"))',
  'in a promise that the host passed on': 'call(async () => { await null; throw new Error("x") })',
  'by an async function of the host': 'fail()',
  'by what it makes of a promise of the host': 'fail().then(() => {})',
};

describe('a guest throws', () => {
  test.each(Object.entries(THROWS))('%s', async (_, code) => {
    const { code: exit, stdout, stderr } = await outcome(code);
    expect(stdout).toBe('alive\n');
    expect(exit).toBe(0);
    expect(stderr).toMatch(/^$|RSVM_UNCAUGHT|RSVM_UNHANDLED_REJECTION/);
  });
  // Node makes streams of the web's of its own and the other way round, where events and promises call it that
  // nobody looks at.
  test.each([
    [
      'in what a reader of the web’s is to be rejected with',
      'Readable.toWeb(Readable.from([guest("({ get then() { throw new Proxy({}, { get() { throw new Error(1) } }) } })")])).getReader().read().catch(told)',
    ],
    [
      'in what a stream of its own ends with',
      'const r = new Readable({ read() {} }); Readable.toWeb(r).getReader().read().catch(told); r.destroy(guest(EVIL))',
    ],
    [
      'the same of one that is written to',
      'const w = new Writable(); Writable.toWeb(w).getWriter().closed.catch(told); w.destroy(guest(EVIL))',
    ],
    [
      'in what a compression is given up for',
      'const { writable, readable } = new CompressionStream("gzip"); readable.getReader().read().catch(told); writable.abort(guest(EVIL)).catch(() => 1)',
    ],
    [
      'in a listener of a stream of the web’s',
      'Readable.fromWeb(new ReadableStream({ start(c) { c.enqueue("a") } })).on("data", guest("() => { throw new Error(1) }")); told()',
    ],
  ])('%s', async (_, code) => {
    const before = `
      const { Writable } = require('node:stream');
      const EVIL = 'new Proxy({}, { get() { throw new Error(1) } })';
      const guest = (source) => vm.runInNewContext(source);
      const told = () => console.log('told');
      ${code};`;
    const { code: exit, stdout, stderr } = await outcome('1', before);
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: 'told\nalive\n' });
    expect(stderr).toContain('RSVM_UNCAUGHT');
  });
  test('in a promise of a class whose context was disposed of', async () => {
    const code = 'class Mine extends Promise {} Mine.reject(5); 1';
    const { stdout } = await outcome(code, '', (run) => `${run}; vm.dispose(sandbox)`);
    expect(stdout).toBe('alive\n');
  });
  test('in a call of a function of Node’s of which an asynchronous one has the name', async () => {
    const { stdout, stderr } = await outcome(
      'emitter.on("newListener", () => { throw new Error("x") })',
      '',
      (run) => `${run}; setTimeout(emitter.once.bind(emitter), 1, 'x', () => {})`,
    );
    expect(stdout).toBe('alive\n');
    expect(stderr).toContain('RSVM_UNCAUGHT');
  });
  test('in a context that was disposed of', async () => {
    const { stdout } = await outcome(
      'setTimeout(() => {}, 1)',
      '',
      (run) => `${run}; vm.dispose(sandbox)`,
    );
    expect(stdout).toBe('alive\n');
  });
});

describe('who can catch it, does', () => {
  const CAUGHT = 'console.log("caught", error.message)';

  test('a listener of the process', async () => {
    const listener = `process.on('uncaughtException', (error) => ${CAUGHT});`;
    expect((await outcome(THROWS['in a timer'], listener)).stdout).toBe('caught x\nalive\n');
    const rejections = `process.on('unhandledRejection', (error) => ${CAUGHT});`;
    expect((await outcome(THROWS['in a promise'], rejections)).stdout).toBe('caught x\nalive\n');
    expect((await outcome(THROWS['in a promise'], listener)).stdout).toBe('caught x\nalive\n');
  });
  test('a function of the host’s in between', async () => {
    const before = `sandbox.later = (f) => setTimeout(() => { try { f() } catch (error) { ${CAUGHT} } }, 1);`;
    expect((await outcome('later(() => { throw new Error("y") })', before)).stdout).toBe(
      'caught y\nalive\n',
    );
  });
  test('a promise of the host’s that calls the guest', async () => {
    const before = `sandbox.react = (f) => { for (const ms of [1, 1, 2]) new Promise((r) => setTimeout(r, ms)).then(f).catch((error) => ${CAUGHT}) };`;
    expect((await outcome('react(() => { throw new Error("z") })', before)).stdout).toBe(
      'caught z\ncaught z\ncaught z\nalive\n',
    );
  });
  test('an internal of Node’s that returns a promise', async () => {
    const before = `sandbox.map = (f) => require('node:stream').Readable.from([1]).map(f).toArray().catch((error) => ${CAUGHT});`;
    expect((await outcome('map(() => { throw new Error("m") }); 0', before)).stdout).toBe(
      'caught m\nalive\n',
    );
  });
  test.each([
    [
      'an iterator',
      'Readable.from(guest("(function* () { throw new Error(1) })()")).on("error", told).resume()',
    ],
    [
      'an iterator of a pipeline',
      'pipeline(guest("(function* () { throw new Error(1) })"), sink(), told)',
    ],
    [
      '`read` of a stream',
      'new Readable({ read: guest("() => { throw new Error(1) }") }).on("error", told).resume()',
    ],
    [
      '`construct` of a stream',
      'new Readable({ construct: guest("() => { throw new Error(1) }"), read() {} }).on("error", told)',
    ],
    [
      'a sink of the web’s',
      'await null; new WritableStream({ write: guest("() => { throw new Error(1) }") }).getWriter().write(1).catch(told)',
    ],
    [
      'a source of the web’s',
      'await null; new ReadableStream({ pull: guest("() => { throw new Error(1) }") }).getReader().read().catch(told)',
    ],
    [
      'what a stream of the web’s says when it has written',
      'const w = Writable.fromWeb(new WritableStream({})); w.on("error", told); w.write("a", guest("() => { throw new Error(1) }"))',
    ],
    [
      '`finally`',
      'await null; Promise.resolve().finally(guest("() => { throw new Error(1) }")).catch(told)',
    ],
    [
      'a promise in a tick',
      'process.nextTick(async () => { await null; Promise.resolve().then(guest("() => { throw new Error(1) }")).catch(told) })',
    ],
  ])('an internal of Node’s that passes it on: %s', async (_, code) => {
    const before = `
      const { Writable, pipeline } = require('node:stream');
      const sink = () => new Writable({ write(a, b, done) { done() } });
      const guest = (source) => vm.runInNewContext(source);
      const told = (error) => console.log('told', error.message);
      (async () => { ${code} })();`;
    const { stdout, stderr } = await outcome('1', before);
    expect({ stdout, stderr }).toEqual({ stdout: 'told 1\nalive\n', stderr: '' });
  });
  test('a host that handles a promise of the guest’s, without a warning', async () => {
    const { stdout, stderr } = await outcome(
      'new Promise((_, reject) => setTimeout(() => reject(new Error("late")), 1))',
      '',
      (run) => `${run}.catch((error) => ${CAUGHT})`,
    );
    expect(stdout).toBe('caught late\nalive\n');
    expect(stderr).toBe('');
  });
  test('whatever the host does to stacks', async () => {
    const before =
      'Error.prepareStackTrace = () => 5; Error.stackTraceLimit = 0; Object.freeze(Error);';
    expect((await outcome(THROWS['in a timer'], before)).stdout).toBe('alive\n');
  });
  test('and the host’s own errors still end the process', async () => {
    const { code } = await outcome('1', 'setTimeout(() => { throw new Error("own") }, 1);');
    expect(code).toBe(1);
    expect((await outcome('1', 'Promise.reject(new Error("own"));')).code).toBe(1);
  });
});

// Node believes what stands in its timers, and takes them from one to the next.
describe('a guest has a timer, and not what Node keeps in it', () => {
  test.each([
    'setImmediate(() => 1)._onImmediate = 5',
    'setTimeout(() => 1, 1)._onTimeout = 5',
    'const t = setImmediate(() => 1); t._idleNext = t',
    'delete setTimeout(() => 1, 1)._onTimeout',
    'Reflect.defineProperty(setTimeout(() => 1, 1), "_onTimeout", { value: 5 })',
    'Reflect.set({}, "_onTimeout", 5, setTimeout(() => 1, 1))',
    'const t = setTimeout(() => 1, 1); for (const key of Reflect.ownKeys(t)) t[key] = {}; Object.freeze(t)',
    'setImmediate(function () { this._idleNext._onImmediate = 5 }); setImmediate(() => 1)',
  ])('%s', async (code) => {
    const { code: exit, stdout } = await outcome(code);
    expect(stdout).toBe('alive\n');
    expect(exit).toBe(0);
  });

  test.each([
    'const t = setImmediate(() => 1); [typeof t._onImmediate, typeof t._idleNext, Object.keys(t)].join()',
    'const { t } = make(); [typeof t._onImmediate, typeof t._idleNext, Object.keys(t)].join()',
    'make().list.length; const [t] = list; [typeof t._onImmediate, typeof t._idleNext, Object.keys(t)].join()',
  ])('nor what comes with a snapshot: %s', (code) => {
    const timer = setImmediate(() => 1);
    const make = () => ({ t: timer, list: [timer] });
    const shown = rsvm.runInNewContext(code, { setImmediate, make, list: [timer] });
    expect(shown).toBe('undefined,undefined,');
  });

  test('its methods and properties of the guest’s work', () => {
    const code =
      'const t = setTimeout(() => 1, 1); t.mine = 1; [t.mine, Reflect.ownKeys(t).join(), "_idleNext" in t, t.hasRef(), t.refresh() === t, +t > 0].join()';
    expect(rsvm.runInNewContext(code, { setTimeout })).toBe('1,mine,false,true,true,true');
  });
});

// Node's timers link what they are given into the lists that the event loop goes through.
describe('a timer is none but Node’s own', () => {
  const FAKE = '_onTimeout: 1, _idleTimeout: 300, _idleStart: 0, _idlePrev: null';
  const YES = `new Proxy({}, { get: (_, k) => (k === '_destroyed' ? false : k === '_idleTimeout' ? 7777 : k.startsWith('_idle') ? undefined : true) })`;
  test.each([
    [
      'a link between two',
      `const a = setTimeout(() => {}, 300); clearTimeout({ ${FAKE}, _idleNext: a, _idlePrev: { ${FAKE} } }); clearTimeout(a)`,
    ],
    ['an immediate', 'clearImmediate({ _idleNext: null })'],
    [
      'one that says yes to whatever is asked',
      `clearTimeout(new Proxy({ ${FAKE} }, { get: (t, k) => (k in t ? t[k] : typeof k === 'symbol'), set: () => true }))`,
    ],
    ['an error', `clearTimeout(Object.assign(new Error(), { ${FAKE}, _idleNext: null }))`],
    [
      'the receiver of a method',
      `const { refresh, ref, unref } = setTimeout(() => {}, 1); for (const f of [refresh, ref, unref]) try { f.call({ ${FAKE} }) } catch {}`,
    ],
    ['one that is constructed', `for (let i = 0; i < 9; i += 1) new clearTimeout(${YES})`],
    [
      'what an event has',
      `emitter.on('x', clearTimeout); for (let i = 0; i < 9; i += 1) emitter.emit('x', ${YES})`,
    ],
    ['what a tick has', `for (let i = 0; i < 9; i += 1) tick(clearImmediate, ${YES})`],
    [
      'a number among the immediates',
      'clearImmediate(7); clearImmediate(true); emitter.on("x", clearImmediate); emitter.emit("x", 7)',
    ],
    [
      'a timer of another kind',
      'clearImmediate(setTimeout(() => {}, 1)); try { setTimeout(() => {}, 1).unref.call(setImmediate(() => {})) } catch {}',
    ],
    [
      'what the host clears',
      `globalThis.made = [${YES}, ${YES}, Object.assign(new Error(), { ${FAKE} })]`,
    ],
  ])('%s', async (_, code) => {
    const before = `Object.assign(sandbox, { clearTimeout, clearImmediate, clearInterval, setImmediate,
        emitter: new (require('node:events'))(), tick: process.nextTick, made: [] });
      setImmediate(() => { for (const clear of [clearTimeout, clearImmediate]) sandbox.made.forEach(clear) });
      setTimeout(() => console.log('timer'), 60); setImmediate(() => console.log('immediate'));`;
    const { code: exit, stdout } = await outcome(code, before);
    expect(stdout.split('\n').sort().join()).toBe(',alive,immediate,timer');
    expect(exit).toBe(0);
  });

  test('which can be cleared', async () => {
    const code =
      'clearTimeout(setTimeout(() => call(() => { throw 1 }), 5)); clearTimeout(); clearTimeout(7); clearImmediate(setImmediate(call))';
    const { stdout, stderr } = await outcome(
      code,
      'Object.assign(sandbox, { clearTimeout, clearImmediate });',
    );
    expect([stdout, stderr]).toEqual(['alive\n', '']);
  });
});

// A job of the guest's that waits for a promise of the host's is a job of the host's in between.
test.each([
  '(async () => { for (;;) await promise() })()',
  '(function f() { promise().then(f); promise().then(f) })()',
  '(async () => { for (;;) try { await fail() } catch {} })()',
  '(async () => { for (;;) await null })()',
  '(async () => { for await (const x of endless()); })()',
])('jobs that make jobs without an end are stopped: %s', async (code) => {
  const before = `Object.assign(sandbox, { promise: async () => 1, endless: async function* () { for (;;) yield 1 } });`;
  const { code: exit, stdout, stderr } = await outcome(`${code}; 1`, before);
  expect(stdout).toBe('alive\n');
  expect(stderr).toContain('ERR_SCRIPT_EXECUTION_TIMEOUT');
  expect(exit).toBe(0);
});

// Node's C++ calls back with objects of its own for `this`. Their classes end the process when they are
// called as no code of Node's calls them.
describe('a callback has no class of Node’s for its receiver', () => {
  const USED =
    'if (this !== undefined && this !== globalThis) { try { new this.constructor(1, 2) } catch {} }';
  test.each([
    ['crypto', 'randomBytes(8, f)'],
    ['crypto', 'pbkdf2("a", "b", 1, 8, "sha1", f)'],
    ['crypto', 'generateKeyPair("ec", { namedCurve: "P-256" }, f)'],
    ['fs', 'stat("/", f)'],
    ['zlib', 'deflate("a", f)'],
  ])('%s.%s', async (module, call) => {
    const code = `const f = function () { ${USED} }; ${module}.${call}`;
    const before = `sandbox.${module} = require('node:${module}');`;
    const { code: exit, stdout } = await outcome(code, before);
    expect(stdout).toBe('alive\n');
    expect(exit).toBe(0);
  });

  test('but what the host calls it on', () => {
    class Own {
      n = 1;
    }
    const f = rsvm.runInNewContext('(function () { return this.n })');
    expect([f.call(new Own()), f.call({ n: 2 }), f.call(Object.create({ n: 3 }))]).toEqual([
      1, 2, 3,
    ]);
    expect(f.call(nodeVm.runInNewContext('({ n: 4 })'))).toBe(4);
  });
});

// One text in a hundred thousand places is a word each for a guest, and was as many texts for its host.
test('a host does not die of one text that a guest has everywhere', async () => {
  const code = `
    const vm = require('rsvm');
    const box = vm.createContext({});
    const run = (code) => vm.runInContext(code, box);
    run('s = "x".repeat(1e5); for (let i = 0; i < 3000; i++) globalThis["k" + i] = s; 1');
    const map = run('const m = new Map(); for (let i = 0; i < 5000; i++) m.set(i, s); m');
    const list = run('Array.from({ length: 50000 }, () => s.slice(0, 1e4)).fill(s)');
    const error = run('const e = new Error(s); for (let i = 0; i < 3000; i++) e["p" + i] = s; e');
    console.log(map.get(7) === list[8], error.p9 === box.k1, map.size + list.length);
  `;
  const { stdout, signal } = await child(code, { flags: ['--max-old-space-size=128'] });
  expect(stdout).toBe('true true 55000\n');
  expect(signal).toBeNull();
});

// Node's C++ takes what it gets for a number of 32 bits.
test('a part of a blob ends no process', async () => {
  const ENDS = ['0.5', 'NaN', '"-1"', '() => 1', '0, "x"', '{}', '-2', '1, 2**53', '0, -Infinity'];
  const code = `
    const vm = require('rsvm');
    const { Blob, File } = require('node:buffer');
    const parts = Array(5000).fill(new Blob([new Uint8Array(2 ** 20)]));
    const large = () => { try { return new Blob(parts) } catch { return new Blob(['x']) } };
    const box = {
      blob: new Blob(['abc'], { type: 'a/b' }), Blob, File, Response, large, list: [0.5, NaN],
    };
    for (const ends of ${JSON.stringify(ENDS)}) for (const of of ['blob', 'new Blob(["abc"])', 'new File(["abc"], "x")'])
      vm.runInNewContext(\`\${of}.slice(\${ends}).size\`, box);
    for (const code of ['slice(0)', 'slice(2 ** 32)', 'slice(-1)', 'slice(1, 2 ** 32 + 1)'])
      try { vm.runInNewContext('large().' + code, box) } catch (error) { if (error.name !== 'RangeError') throw error }
    vm.runInNewContext('list.map(blob.slice, blob)', box);
    vm.runInNewContext('const part = blob.slice(0.9, "2.5"); part.size + part.type', box);
    vm.runInNewContext('new Response("abc").blob().then((b) => b.slice(0.5).text()).then(print)', {
      ...box, print: console.log,
    });
  `;
  const { stdout, signal } = await child(code);
  expect({ stdout, signal }).toEqual({ stdout: 'abc\n', signal: null });
});

test('node:vm ends with it', async () => {
  const code =
    'require("node:vm").runInNewContext("setTimeout(() => { throw 1 }, 1)", { setTimeout }); setTimeout(() => console.log("alive"), 20)';
  expect((await child(code)).stdout).toBe('');
});
