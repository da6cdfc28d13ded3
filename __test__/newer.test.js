'use strict';

// Methods that came with Node 22, 24 and 26, which guests have if the host's realm has them. The answers
// are those of node:vm on Node 26; so that any Node can tell, the host's realm is given stand-ins of the
// methods before the package asks for them.

const { beforeAll, describe, expect, test } = require('@jest/globals');
const child = require('./helpers/child');
const { specifier } = require('./helpers/rsvm');

/** @type {Record<string, [code: string, answer: string | undefined][]>} */
const ANSWERS = {
  'fromAsync, transfer and detached (Node 22)': [
    [
      "const b=new Uint8Array([1,2]).buffer;const c=b.transfer();b.byteLength+' '+b.detached+' '+new Uint8Array(c).join()",
      '0 true 1,2',
    ],
    [
      'const b2=new ArrayBuffer(4);b2.transfer();b2.transfer()',
      'TypeError: Cannot perform ArrayBuffer.prototype.transfer on a detached ArrayBuffer',
    ],
    [
      'ArrayBuffer.prototype.transfer.call({})',
      'TypeError: Method ArrayBuffer.prototype.transfer called on incompatible receiver #<Object>',
    ],
    [
      "Object.getOwnPropertyDescriptor(ArrayBuffer.prototype,'detached').get.call({})",
      'TypeError: Method get ArrayBuffer.prototype.detached called on incompatible receiver #<Object>',
    ],
    ['const q=new Uint8Array([1,2,3]).buffer.transfer(5);new Uint8Array(q).join()', '1,2,3,0,0'],
    ['const q2=new Uint8Array([1,2,3]).buffer.transfer(2);new Uint8Array(q2).join()', '1,2'],
    [
      'const r1=new ArrayBuffer(4,{maxByteLength:8}).transfer(6);[r1.resizable,r1.byteLength,r1.maxByteLength]',
      '[true,6,8]',
    ],
    [
      'const r3=new ArrayBuffer(4,{maxByteLength:8}).transferToFixedLength();[r3.resizable,r3.byteLength]',
      '[false,4]',
    ],
    ["const tb=new Uint8Array(4);tb.buffer.transfer();tb.length+' '+tb[0]", '0 undefined'],
    ["'transfer' in ArrayBuffer.prototype", 'true'],
    ['Array.fromAsync([1,Promise.resolve(2),3])', '[1,2,3]'],
    ['Array.fromAsync((async function*(){yield 1;yield 2})(), async (x,i)=>x*10+i)', '[10,21]'],
    [
      'Array.fromAsync(null)',
      "TypeError: Cannot read properties of null (reading 'Symbol(Symbol.asyncIterator)')",
    ],
    ['Array.fromAsync([1],5)', 'TypeError: 5 is not a function'],
    ["Array.fromAsync({length:2,0:Promise.resolve('a'),1:'b'})", '["a","b"]'],
    [
      'Array.fromAsync({[Symbol.iterator]:5})',
      'TypeError: Array.fromAsync requires that the property of the first argument, items[Symbol.iterator], when exists, be a function',
    ],
    [
      'Array.fromAsync.call(class X extends Array{},[1]).then(x=>x.constructor.name+x.length)',
      'X1',
    ],
    [
      'Array.fromAsync.call(function(n){this.n=n},{length:2,0:1,1:2})',
      '{"0":1,"1":2,"n":2,"length":2}',
    ],
    ["Array.fromAsync(new Set([1,2]),function(x){return this.k+x},{k:'k'})", '["k1","k2"]'],
    [
      "(()=>{let log=[];const it={[Symbol.iterator](){return {next(){return {value:1,done:false}},return(){log.push('closed');return {}}}}};return Array.fromAsync(it,()=>{throw new Error('stop')}).catch(e=>e.message+log)})()",
      'stopclosed',
    ],
  ],
  'isError, pause and the disposal of iterators (Node 24)': [
    ['Atomics.pause(1.5)', 'TypeError: Atomics.pause argument must be undefined or an integer'],
    ["Atomics.pause('1')", 'TypeError: Atomics.pause argument must be undefined or an integer'],
    ['Atomics.pause(-3)', 'undefined'],
    [
      "Error.isError(new (class extends Error{}))+' '+Error.isError({__proto__:Error.prototype})+Error.isError()+Error.isError(new AggregateError([]))",
      'true falsefalsetrue',
    ],
    ['Error.isError(Object.create(new Error))', 'false'],
    [
      'const it={__proto__:Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())),return(){this.x=1;return {}}};it[Symbol.dispose]();it.x',
      '1',
    ],
    [
      '({__proto__:Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()))})[Symbol.dispose]()',
      'undefined',
    ],
    [
      '(async()=>{const p=Object.getPrototypeOf(Object.getPrototypeOf((async function*(){}).prototype));let x;const r=await ({__proto__:p,return(){x=1;return {}}})[Symbol.asyncDispose]();return [x,r]})()',
      '[1,null]',
    ],
  ],
  'base64 and hex (Node 26)': [
    ['Uint8Array.fromBase64(1)', 'TypeError: input argument must be a string'],
    [
      "Uint8Array.fromBase64('a')",
      'SyntaxError: The base64 input terminates with a single character, excluding padding (=).',
    ],
    [
      "Uint8Array.fromBase64('a!bc')",
      'SyntaxError: Found a character that cannot be part of a valid base64 string.',
    ],
    ["Uint8Array.fromBase64('aa',1)", 'TypeError: invalid_argument'],
    ["Uint8Array.fromBase64('aa',{alphabet:'x'})", 'TypeError: invalid option x'],
    ["Uint8Array.fromBase64('aa',{lastChunkHandling:'x'})", 'TypeError: invalid option x'],
    [
      "Uint8Array.fromBase64('aa',{lastChunkHandling:'strict'})",
      'SyntaxError: The base64 input terminates with a single character, excluding padding (=).',
    ],
    [
      "Uint8Array.fromBase64('aB==',{lastChunkHandling:'strict'})",
      'SyntaxError: The base64 input terminates with non-zero padding bits.',
    ],
    [
      "Uint8Array.fromBase64('aa=')",
      'SyntaxError: Found a character that cannot be part of a valid base64 string.',
    ],
    [
      "Uint8Array.fromBase64('aa== =')",
      'SyntaxError: Found a character that cannot be part of a valid base64 string.',
    ],
    ["Uint8Array.fromBase64('aa==').join()", '105'],
    ["Uint8Array.fromBase64(' a a = = ').join()", '105'],
    ["Uint8Array.fromBase64('aaa=').join()", '105,166'],
    ["Uint8Array.fromBase64('aaa').join()", '105,166'],
    [
      "Uint8Array.fromBase64('aaaaaa',{lastChunkHandling:'stop-before-partial'}).join()",
      '105,166,154',
    ],
    ["Uint8Array.fromBase64('-_-_',{alphabet:'base64url'}).join()", '251,255,191'],
    [
      "Uint8Array.fromBase64('-_-_').join()",
      'SyntaxError: Found a character that cannot be part of a valid base64 string.',
    ],
    ['new Uint8Array([1,2,3,4]).toBase64()', 'AQIDBA=='],
    ['new Uint8Array([1,2,3,4,5]).toBase64({omitPadding:true})', 'AQIDBAU'],
    ["new Uint8Array([251,255,254]).toBase64({alphabet:'base64url'})", '-__-'],
    ['new Uint8Array([0,255,16]).toHex()', '00ff10'],
    [
      'Uint8Array.prototype.toBase64.call({})',
      'TypeError: Method Uint8Array.prototype.toBase64 called on incompatible receiver #<Object>',
    ],
    [
      'Uint8Array.prototype.toHex.call(5)',
      'TypeError: Method Uint8Array.prototype.toHex called on incompatible receiver 5',
    ],
    [
      "Uint8Array.fromHex('a')",
      'SyntaxError: Input string must contain hex characters in even length',
    ],
    [
      "Uint8Array.fromHex('ag')",
      'SyntaxError: Input string must contain hex characters in even length',
    ],
    ["Uint8Array.fromHex('00fFaB').join()", '0,255,171'],
    ['Uint8Array.fromHex(1)', 'TypeError: input argument must be a string'],
    ["new Uint8Array(2).setFromHex('aabbcc')", '{"read":4,"written":2}'],
    ["new Uint8Array(5).setFromBase64('AAECAwQFBg==')", '{"read":4,"written":3}'],
    [
      "const b4=new Uint8Array(5);try{b4.setFromBase64('AAECAw!')}catch(e){};b4.join()",
      '0,1,2,0,0',
    ],
    [
      "const b5=new Uint8Array(5);try{b5.setFromHex('aabbxx')}catch(e){};b5.join()",
      '170,187,0,0,0',
    ],
    ["new Uint8Array(2).setFromBase64('AAEC')", '{"read":0,"written":0}'],
    ["new Uint8Array(4).setFromBase64('AAECAw==')", '{"read":8,"written":4}'],
    ["new Uint8Array(1).setFromBase64('AA==')", '{"read":4,"written":1}'],
    ["new Uint8Array(3).setFromBase64('AAECAwQF')", '{"read":4,"written":3}'],
    ["new Uint8Array(0).setFromBase64('!')", '{"read":0,"written":0}'],
  ],
};

/** A method of each group (lib/setup.js). */
const SIGNS = ['Array.fromAsync', 'Error.isError', 'Uint8Array.fromBase64'];

/**
 * Runs a program on a host whose realm has these groups of methods, or says that it has. In a process of
 * its own: the package asks when it is loaded.
 * @param {boolean[]} present
 * @param {string} source
 * @returns {Promise<any>} what it passes to `answer`
 */
async function onHost(present, source) {
  const prelude = SIGNS.map((sign, i) => {
    const stub = present[i]
      ? `Object.defineProperty(owner, key, { value() {}, configurable: true });`
      : '';
    const [owner, key] = sign.split('.');
    return `{ const owner = ${owner}, key = '${key}'; delete owner[key]; ${stub} }`;
  });
  const { code, stdout, stderr } = await child(`
    ${prelude.join('\n')}
    const rsvm = require('${specifier}');
    const answer = (value) => console.log(JSON.stringify(value));
    (async () => { ${source} })();
  `);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

const ALL = [true, true, true];

describe.each(Object.entries(ANSWERS))('%s', (_, answers) => {
  /** @type {string[]} */
  let found;
  beforeAll(async () => {
    found = await onHost(
      ALL,
      `const codes = ${JSON.stringify(answers.map(([code]) => code))};
      const found = [];
      for (const code of codes) {
        const context = rsvm.createContext({ code });
        found.push(await rsvm.runInContext(\`(async () => {
          try {
            const value = await eval(code);
            return typeof value === 'object' ? JSON.stringify(value) : String(value);
          } catch (e) {
            return e.name + ': ' + e.message;
          }
        })()\`, context));
      }
      answer(found);`,
    );
  });
  test.each(answers.map(([code, answer], i) => ({ code, answer, i })))('$code', ({ answer, i }) => {
    expect(found[i]).toBe(answer);
  });
});

test('they look like the language’s own', async () => {
  const shown = await onHost(
    ALL,
    `answer(rsvm.runInNewContext(\`[
      [Array, 'fromAsync'], [ArrayBuffer.prototype, 'transfer'], [Error, 'isError'], [Atomics, 'pause'],
      [Uint8Array, 'fromHex'], [Uint8Array.prototype, 'setFromBase64'], [Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())), Symbol.dispose],
    ].map(([owner, key]) => {
      const { value, writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(owner, key);
      return [value.name, value.length, String(value), 'prototype' in value, writable, enumerable, configurable].join();
    })\`).map(String));`,
  );
  const names = [
    'fromAsync,1',
    'transfer,0',
    'isError,1',
    'pause,0',
    'fromHex,1',
    'setFromBase64,1',
  ];
  expect(shown).toEqual(
    [...names, '[Symbol.dispose],0'].map((start) => {
      const name = start.slice(0, start.lastIndexOf(','));
      return `${start},function ${name}() { [native code] },false,true,false,true`;
    }),
  );
});

test.each([
  [[false, false, false], '000'],
  [[true, false, false], '100'],
  [[true, true, false], '110'],
])('a guest has what its host has: %j', async (present, expected) => {
  const code = `'' + +('fromAsync' in Array) + +('isError' in Error) + +('fromBase64' in Uint8Array)`;
  expect(await onHost(present, `answer(rsvm.runInNewContext(${JSON.stringify(code)}));`)).toBe(
    expected,
  );
});

test('a buffer of the host’s stays its own', async () => {
  const found = await onHost(
    ALL,
    `const bytes = new Uint8Array([1, 2, 3]);
    const context = rsvm.createContext({ bytes });
    const code = 'var moved = new Uint8Array(bytes.buffer.transfer()); [bytes.length, moved.join()].join(" ")';
    const first = rsvm.runInContext(code, context);
    const kept = bytes.join();
    bytes[0] = 9;
    answer([first, kept, rsvm.runInContext('bytes.length + " " + moved[0]', context)]);`,
  );
  expect(found).toEqual(['0 1,2,3', '1,2,3', '0 1']);
});

test('a guest’s buffer that the host holds stays when the guest detaches it', async () => {
  const found = await onHost(
    ALL,
    `const context = rsvm.createContext({});
    const buffer = rsvm.runInContext('var buffer = new Uint8Array([1, 2]).buffer; buffer', context);
    const before = buffer.byteLength;
    rsvm.runInContext('var other = buffer.transfer()', context);
    answer([before, buffer.byteLength, context.other.byteLength]);`,
  );
  expect(found).toEqual([2, 2, 2]);
});
