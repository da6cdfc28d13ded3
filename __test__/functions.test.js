'use strict';

// What the names in a function are bound to: those of its parameters, its body and its own. And what is an instance
// of one of the host’s.

const { describe, test } = require('@jest/globals');
const both = require('./helpers/both');

describe('what a parameter’s pattern sees', () => {
  test.each([
    'var b = "outer"; (function ({ a = b }) { var b = "inner"; return a })({})',
    'var b = "outer"; (({ [b]: a }) => { var b = "inner"; return a })({ outer: 5 })',
    'var b = "outer"; (function ([a = () => b]) { var b = "inner"; return a() })([])',
    'var b = "outer"; (function (...[a = () => b]) { var b = "inner"; return a() })()',
    '(function ({ x, a = () => x }) { var x = 2; return a() })({ x: 1 })',
    '(function ({ x, a = () => { x = 9 } }) { var x; a(); return x })({ x: 1 })',
    '(function ({ x }) { var x; return x })({ x: 1 })',
    '(function ({ a = 1 }, b) {}).length + (({ a = 1 } = {}, b) => {}).length',
  ])('%s', (code) => {
    both((vm) => vm.runInNewContext(code));
  });
});

describe('the name of a function expression in strict code', () => {
  test.each([
    '(function () { "use strict"; (function f() { f = 1 })() })()',
    'class A { m() { return (function f() { f = 1 })() } } new A().m()',
    '(function f() { f = 1; return typeof f })()',
    '(function () { "use strict"; return 1 })(); (function f() { f = 1; return typeof f })()',
  ])('%s', (code) => {
    both((vm) => vm.runInNewContext(code));
  });
});

describe('`instanceof` of a function of the host’s', () => {
  const sandbox = () => {
    class Own {}
    return {
      Own,
      own: new Own(),
      Bound: Own.bind(null),
      Twice: Own.bind(null).bind(null),
      arrow: () => 1,
      method: { m() {} }.m,
      Proxied: new Proxy(Own.bind(null), {}),
      tells: { [Symbol.hasInstance]: (/** @type {unknown} */ value) => value === 1 },
      BoundTells: Object.assign(Own.bind(null), { [Symbol.hasInstance]: () => true }),
    };
  };
  test.each([
    'own instanceof Bound',
    'own instanceof Twice',
    'own instanceof Own.bind(null)',
    'own instanceof Bound.bind(null)',
    'class More extends Own {} new More() instanceof Bound',
    '({}) instanceof Bound',
    '1 instanceof Bound',
    'Bound[Symbol.hasInstance](own)',
    'Bound[Symbol.hasInstance].name',
    'Object.hasOwn(Bound, Symbol.hasInstance)',
    'own instanceof arrow',
    '1 instanceof arrow',
    'own instanceof method',
    'own instanceof Proxied',
    '1 instanceof tells',
    '1 instanceof BoundTells',
  ])('%s', (code) => {
    both((vm) => vm.runInNewContext(code, sandbox()));
  });
});
