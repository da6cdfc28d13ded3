// Has every package that asks for `vm` get rsvm: `node --import ./replace-vm.mjs program.mjs`. The
// programs themselves keep Node's, so that they can tell that it was replaced. RSVM is where rsvm is.

/* eslint n/no-unsupported-features/node-builtins: off -- hooks, where this Node has them */

import Module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const rsvm = path.join(process.env.RSVM, 'index.js');
const fromPackage = (name) => /[\\/]node_modules[\\/]/.test(name ?? '');
const isVm = (specifier) => specifier === 'vm' || specifier === 'node:vm';

const load = Module._load;
Module._load = function (request, parent, ...rest) {
  const replaced = isVm(request) && fromPackage(parent?.filename);
  return Reflect.apply(load, this, [replaced ? rsvm : request, parent, ...rest]);
};

const target = { url: pathToFileURL(rsvm).href, format: 'commonjs', shortCircuit: true };
function resolve(specifier, context, next) {
  const replaced = isVm(specifier) && fromPackage(context.parentURL);
  return replaced ? target : next(specifier, context);
}

if (typeof Module.registerHooks === 'function') {
  Module.registerHooks({ resolve });
} else {
  // Node 20 runs hooks on a thread of their own, from a module of their own.
  const source = `
    const target = ${JSON.stringify(target)};
    const fromPackage = ${fromPackage};
    const isVm = ${isVm};
    export ${resolve}
  `;
  Module.register(`data:text/javascript,${encodeURIComponent(source)}`);
}
