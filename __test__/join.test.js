'use strict';

// How arrays become strings, as node:vm has it: cycles are empty, and what would be too long or is
// nested too deep is a RangeError.

const { expect, test } = require('@jest/globals');
const nodeVm = require('node:vm');
const { rsvm } = require('./helpers/rsvm');

test.each([
  'const a = [1]; const b = [a, 2]; a.push(b); [String(a), b.join("-"), a.toLocaleString()].join("|")',
  '[1, [2, [3]], null, undefined, "\u00e9\u20ac"].join()',
  'new Array(3).join("\u20ac") + [,].toLocaleString()',
  '["\ud83d", "\ude00"].join("")',
  '[[], [[]]] + "x" + [null, [undefined, [1]]].join("/")',
  'Array.prototype.join.call({ length: 3, 0: 1, 2: "x" }, "+")',
  'Array.prototype.join.call("abc") + Array.prototype.join.call({ length: -1 })',
  'const log = []; const of = (n) => ({ toString() { log.push(n); return n } }); [of(1), of(2)].join({ toString() { log.push("s"); return "," } }) + log',
  'Array.prototype.join.name + Array.prototype.join.length + Array.prototype.toLocaleString.length',
  'typeof Array.prototype.join.prototype',
  'const a = []; a.push(a, 1, a); let n = 0; a.toString = () => { n++; return "t" }; [a, a].join() + n',
  '[1234.5, { toLocaleString: () => "x" }].toLocaleString("de-DE")',
  'try { let a = []; for (let i = 0; i < 1e5; i++) a = [a]; String(a) } catch (error) { error.name + error.message }',
  'try { [Symbol()].join() } catch (error) { error.name }',
  'try { Array.prototype.join.call(null) } catch (error) { error.name }',
  'try { [{ toLocaleString: 1 }].toLocaleString() } catch (error) { error.name }',
])('%s', (code) => {
  expect(rsvm.runInNewContext(`{ ${code} }`)).toBe(nodeVm.runInNewContext(`{ ${code} }`));
});

// V8 looks at each of them once code of any context has put an element on `Array.prototype`.
test('what would be too long is not begun', () => {
  const code = 'try { new Array(2 ** 32 - 1).join() } catch (error) { error.name + error.message }';
  expect(rsvm.runInNewContext(code)).toBe('RangeErrorInvalid string length');
});

test('a length without an end is stopped', () => {
  const context = rsvm.createContext({});
  const code = 'Array.prototype.join.call({ length: 2 ** 53 - 1 }, "")';
  expect(() => rsvm.runInContext(code, context, { timeout: 20 })).toThrow('after 20ms');
  expect(rsvm.runInContext('[1, 2].join()', context)).toBe('1,2');
});
