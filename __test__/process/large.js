// flags: --max-old-space-size=192
'use strict';

// What is small on one side and holds much on the other is let go when nobody has it any more, in one
// synchronous loop and where nobody calls for a collection: at both levels, with less memory than all of
// it takes.

const assert = require('node:assert');

const LIMITS = { memory: 60 * 2 ** 20 };
/** What of the guest’s is made more than twice of what it may take, and of the host’s twice. */
const COUNT = { made: 50, handed: 400 };
/** Takes 2 to 3 MB in a guest, and 800 KB here. */
const LARGE = '(() => { const all = Array.from({ length: 20_000 }, (_, i) => ({ i }));';
/** Takes 2 MB when it is compiled. */
const LONG = `(() => {${Array.from({ length: 3000 }, (_, i) => `function f${i}() { return ${i}; }`).join(' ')}})();`;
const makeLarge = () => ({ numbers: new Array(100_000).fill(1.5) });

/** What a guest makes and the host has for a moment. @type {Record<string, string>} */
const MADE = {
  'a function': `${LARGE} return () => all; })()`,
  'an object': `${LARGE} return { all }; })()`,
  'a list': `${LARGE} return all; })()`,
  'a map': `${LARGE} return new Map([[1, all]]); })()`,
  'a promise': `${LARGE} return Promise.resolve(all); })()`,
  'a global': `${LARGE} globalThis.last = () => all; })()`,
  'a class': `${LARGE} class C { get all() { return all; } } return new C(); })()`,
  'nothing, with a class': `${LARGE} class C { get all() { return all; } } new C().all; })()`,
};

/** What the host makes and a guest has for a moment. @type {Record<string, () => any>} */
const HANDED = {
  'an object': makeLarge,
  'a list': () => makeLarge().numbers,
  'a map': () => new Map([[1, makeLarge()]]),
  'an error': () => Object.assign(new Error('large'), makeLarge()),
  'a function': () => {
    const large = makeLarge();
    return () => large;
  },
};

/**
 * Does something in a context of its own.
 * @param {any} vm
 * @param {string} what
 * @param {object} sandbox
 * @param {(context: object) => void} use
 */
function inContext(vm, what, sandbox, use) {
  const context = vm.createContext(sandbox, { limits: LIMITS });
  use(context);
  console.log(what);
  vm.dispose(context);
}

/** @param {any} vm */
function main(vm) {
  for (const [what, text] of Object.entries(MADE)) {
    const script = new vm.Script(text);
    inContext(vm, `${COUNT.made} times ${what} of a guest's`, {}, (context) => {
      for (let i = 0; i < COUNT.made; i += 1) script.runInContext(context);
    });
  }
  inContext(vm, `${COUNT.made} scripts`, {}, (context) => {
    for (let i = 0; i < COUNT.made; i += 1) new vm.Script(`${LONG}//${i}`).runInContext(context);
  });
  for (const [what, make] of Object.entries(HANDED)) {
    inContext(vm, `${COUNT.handed} times ${what} of the host's`, { make }, (context) => {
      const loop = `let n = 0; for (; n < ${COUNT.handed}; n++) if (!make()) break; n`;
      assert.strictEqual(vm.runInContext(loop, context), COUNT.handed);
    });
  }
}

main(require('../..'));
main(require('../../process'));
