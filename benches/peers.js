'use strict';

/**
 * The sandboxes that rsvm is compared with, each behind the same few calls. They are installed when
 * they are asked for, beside the build, in the versions named here; one that cannot be installed is
 * left out, and said to be.
 */

const fs = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const nodeVm = require('node:vm');
const { TARGET, npm, say } = require('../scripts/project');

/**
 * @typedef {Record<string, (n: number) => number>} Globals functions of the host's
 *
 * @typedef {object} Guest one sandbox
 * @property {(code: string) => any} run
 * @property {(code: string) => () => any} compile as well as it can
 * @property {(code: string) => (n: number) => number} functionOf a guest's function, to be called
 * @property {() => void} dispose
 *
 * @typedef {object} Peer
 * @property {(globals?: Globals, timeout?: number) => Guest} open
 */

const FOLDER = path.join(TARGET, 'peers');
const requirePeer = createRequire(path.join(FOLDER, 'index.js'));
const [NODE_MAJOR] = process.versions.node.split('.').map(Number);

/** What is installed, and how it becomes a peer. */
const PACKAGES = [
  { name: 'isolated-vm', version: NODE_MAJOR >= 22 ? '7.0.1' : '5.0.4', make: isolatedVm },
  { name: 'quickjs-emscripten', version: '0.32.0', make: quickJs },
  { name: 'vm2', version: '3.12.2', make: vm2 },
];

/**
 * @param {any} vm answers the API of node:vm
 * @returns {Peer}
 */
function likeVm(vm) {
  return {
    open(globals = {}, timeout = undefined) {
      const context = vm.createContext(globals);
      const options = timeout === undefined ? undefined : { timeout };
      return {
        run: (code) => vm.runInContext(code, context, options),
        compile(code) {
          const script = new vm.Script(code);
          return () => script.runInContext(context, options);
        },
        functionOf: (code) => vm.runInContext(code, context),
        dispose: () => vm.dispose?.(context),
      };
    },
  };
}

/**
 * @param {any} ivm
 * @returns {Peer}
 */
function isolatedVm(ivm) {
  return {
    open(globals = {}, timeout = undefined) {
      const isolate = new ivm.Isolate();
      const context = isolate.createContextSync();
      for (const [name, f] of Object.entries(globals)) context.global.setSync(name, f);
      return {
        run: (code) => context.evalSync(code, { timeout }),
        compile(code) {
          const script = isolate.compileScriptSync(code);
          return () => script.runSync(context, { timeout });
        },
        functionOf(code) {
          const f = context.evalSync(code, { reference: true });
          return (n) => f.applySync(undefined, [n]);
        },
        dispose: () => isolate.dispose(),
      };
    },
  };
}

/**
 * @param {any} quickjs
 * @returns {Promise<Peer>}
 */
async function quickJs({ getQuickJS, shouldInterruptAfterDeadline }) {
  const engine = await getQuickJS();
  return {
    open(globals = {}, timeout = undefined) {
      const runtime = engine.newRuntime();
      const context = runtime.newContext();
      const number = (/** @type {any} */ handle) => handle.consume(context.getNumber);
      for (const [name, f] of Object.entries(globals)) {
        const wrapped = (/** @type {any} */ n) => context.newNumber(f(context.getNumber(n)));
        context.newFunction(name, wrapped).consume((/** @type {any} */ handle) => {
          context.setProp(context.global, name, handle);
        });
      }
      const evaluate = (/** @type {string} */ code) => {
        if (timeout !== undefined) {
          runtime.setInterruptHandler(shouldInterruptAfterDeadline(Date.now() + timeout));
        }
        return context.unwrapResult(context.evalCode(code)).consume(context.dump);
      };
      return {
        run: evaluate,
        // It has no scripts that are compiled once.
        compile: (code) => () => evaluate(code),
        functionOf(code) {
          const f = context.unwrapResult(context.evalCode(code));
          return (n) => {
            const result = context.callFunction(f, context.undefined, context.newNumber(n));
            return number(context.unwrapResult(result));
          };
        },
        // Its runtimes refuse to end while a function of theirs is held; they end with the process.
        dispose() {},
      };
    },
  };
}

/**
 * @param {any} vm2
 * @returns {Peer}
 */
function vm2({ VM, VMScript }) {
  return {
    open(globals = {}, timeout = undefined) {
      const vm = new VM({ sandbox: globals, timeout });
      return {
        run: (code) => vm.run(code),
        compile(code) {
          const script = new VMScript(code);
          return () => vm.run(script);
        },
        functionOf: (code) => vm.run(code),
        dispose() {},
      };
    },
  };
}

/**
 * Node must not be asked for what is not there yet: it remembers that.
 * @param {string} name
 * @returns {string | undefined} the version that is there
 */
function installed(name) {
  const manifest = path.join(FOLDER, 'node_modules', name, 'package.json');
  return fs.existsSync(manifest)
    ? JSON.parse(fs.readFileSync(manifest, 'utf8')).version
    : undefined;
}

/**
 * @param {string} name
 * @param {string} version
 * @returns {any} the package; undefined if it cannot be had
 */
function load(name, version) {
  if (installed(name) !== version) {
    say(`installing ${name} ${version} to compare with`);
    const quiet = ['--loglevel=error', '--no-fund', '--no-audit', '--no-package-lock'];
    npm(['install', '--prefix', FOLDER, ...quiet, `${name}@${version}`]);
  }
  try {
    return requirePeer(name);
  } catch (error) {
    const [reason] = String(error).split('\n', 1);
    console.log(`${name} is left out: ${reason}`);
    return undefined;
  }
}

/** @returns {Promise<{ name: string, subject: Peer }[]>} the first is what others are compared to */
async function peers() {
  const found = [
    { name: 'node:vm', subject: likeVm(nodeVm) },
    { name: 'rsvm', subject: likeVm(require('..')) },
    { name: 'rsvm/process', subject: likeVm(require('../process')) },
  ];
  for (const { name, version, make } of PACKAGES) {
    const loaded = load(name, version);
    if (loaded !== undefined) found.push({ name, subject: await make(loaded) });
  }
  return found;
}

module.exports = { peers };
