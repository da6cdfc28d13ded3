'use strict';

// `at async f` and `at async Promise.all (index 0)`: who waits, behind the frames of what a job goes on with. Jest has stacks made by a function of its
// own, which does not say so: each is made in a process.

const onBoth = require('./helpers/on-both');

const CODES = [
  `async function a() { await null; throw new Error('x'); }
     async function b() {
       const one = 1 + await a();
     }
     async function c() { return await b(); }
     c()`,
  `const a = async () => { await null; null.x };
     class K { async m() { await a(); } static async s() { await new K().m(); } }
     K.s()`,
  '(async () => { await (async function inner() { await 1; throw new Error("q"); })(); })()',
  'async function a() { throw new Error("at once"); } async function b() { await a(); } b()',
  'async function a() { await 1; f(); } function f() { throw new Error("below"); } async function b() { await a(); } b()',
  'async function a() { await 1; throw new Error("then"); } async function b() { await a().then((x) => x); } b()',
  'async function a() { await 1; throw new Error("x"); } async function b() { try { await a(); } finally { 1; } } b()',
  'async function a() { await 1; return new Error("made"); } async function b() { throw await a(); } b()',
  'var o = { async m() { await 1; throw new Error("x"); } }; async function b() { await o.m(); } b()',
  'async function a(n) { await 1; if (n) await a(n - 1); else throw new Error("deep"); } a(5)',
  'async function a() { await sleep(1); throw new Error("host"); } async function b() { await a(); } b()',
  'async function b() { await sleep(1).then(function f() { throw new Error("callback"); }); } b()',
  'Promise.resolve().then(function f() { throw new Error("nobody"); })',
  'async function a() { await 1; throw new Error("x"); } const one = a(); async function b() { await one; } b().catch(() => 1); b()',
  'async function a() { await 1; await sync(); } async function b() { await a(); } var sync = () => { throw new Error("in") }; b()',
  'Error.prepareStackTrace = (_, sites) => sites.map((site) => [site.getFunctionName(), site.isAsync(), site.isPromiseAll(), site.getPromiseIndex()].join()).join(";"); async function a() { await 1; throw { message: "m", stack: new Error("x").stack }; } async function b() { await a(); } b()',
  ...['all', 'allSettled', 'any', 'race'].map(
    (method) => `const none = new Promise(() => {});
      const stacks = [];
      async function a() { await 1; stacks.push(new Error('x').stack); throw new Error('y'); }
      async function b() { await Promise.${method}([method === 'any' ? a() : 5, a()]); }
      const method = '${method}';
      async function c() { await b(); throw { stack: 'none' }; }
      c().catch(() => { throw { stack: stacks.join('\\n') } })`,
  ),
  'async function a() { await 1; throw new Error("x"); } async function b() { await Promise.all([1, Promise.all([a()])]); } b()',
  'async function a() { await 1; throw new Error("x"); } async function b() { return Promise.all([1, 2].map(async (x) => { await a(); })); } async function c() { await b(); } c()',
  'class P extends Promise {} async function a() { await 1; throw new Error("x"); } async function b() { await P.all([a()]); } b()',
  'async function a() { await 1; throw new Error("x"); } const one = a(); async function b() { await Promise.all([one, one]); } b()',
  'Error.prepareStackTrace = (_, sites) => sites.map((site) => [site.getFunctionName(), site.isAsync(), site.isPromiseAll(), site.getPromiseIndex(), site.getFileName() === undefined, site.getLineNumber(), String(site)].join()).join(";"); async function a() { await 1; throw { stack: new Error("x").stack }; } async function b() { await Promise.all([0, a()]); } b()',
];

/**
 * @param {string} code
 * @returns {any} a scenario
 */
function scenario(code) {
  return new Function(
    'tools',
    `const sandbox = { sleep: (ms) => new Promise((done) => { setTimeout(done, ms); }) };
    const frames = (error) =>
      String(error.stack).split('\\n').filter((line) => !/^ {4}at .*([/\\\\]|node:)/.test(line));
    return tools.vm.runInNewContext(${JSON.stringify(code)}, sandbox, 'f.js').catch(frames);`,
  );
}

onBoth(Object.fromEntries(CODES.map((code) => [code, scenario(code)])));
