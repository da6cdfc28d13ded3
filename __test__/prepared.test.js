'use strict';

// `Error.prepareStackTrace` of the program, which Node asks for errors of every realm: jest and source-map-support map
// positions so. Jest's own realm has another `Error`, so each scenario runs in a process.

const onBoth = require('./helpers/on-both');

const CODES = [
  'function f() { null.x } f()',
  'class K { constructor() { null.x } } new K()',
  'class K { m() { null.x } } new K().m()',
  'var o = { get g() { null.x } }; [1].map(() => o.g)',
  'eval("null.x")',
  'new Function("null.x")()',
  '(() => { null.x })()',
  'new Error("made").missing.x',
];

/**
 * @param {string} code
 * @returns {any} a scenario
 */
function scenario(code) {
  return new Function(
    'tools',
    `const told = (site) => [
      site.getFunctionName(), site.getFileName(), site.getLineNumber(), site.getColumnNumber(),
      site.getEvalOrigin(), site.isConstructor(), site.isAsync(), site.isEval(), site.isToplevel(), String(site),
    ];
    const before = Error.prepareStackTrace;
    Error.prepareStackTrace = (error, sites) => {
      const own = sites.filter((site) => /f\\.js|^Array/.test(String(site)));
      return JSON.stringify([String(error), ...own.map(told)]);
    };
    try {
      return tools.vm.runInNewContext(${JSON.stringify(code)}, {}, 'f.js');
    } catch (error) {
      return error.stack;
    } finally {
      Error.prepareStackTrace = before;
    }`,
  );
}

onBoth(Object.fromEntries(CODES.map((code) => [code, scenario(code)])));
