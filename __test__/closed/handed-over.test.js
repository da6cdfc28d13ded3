'use strict';

// What Node hands over by itself: where a guest's object stands for a socket or a handle, Node writes its parser to
// it, and calls its methods with its requests. Those are objects of its C++, which nobody meant to give: called
// otherwise than Node does, or by a class of their own, they end the process.

const { describe, expect, test } = require('@jest/globals');
const { AsyncResource } = require('node:async_hooks');
const http = require('node:http');
const net = require('node:net');
const { rsvm } = require('../helpers/rsvm');

/** An object that has every method of a socket's or of a handle's, and keeps what it meets. */
const TAKING = `
  const met = [];
  const take = (...all) => { met.push(...all); return 0 };
  const names = 'on once addListener removeListener off emit write end destroy setTimeout setNoDelay setKeepAlive ref ' +
    'unref cork uncork pause resume readStart readStop writeUtf8String writeLatin1String writeAsciiString writeBuffer ' +
    'writev shutdown close';
  const taking = Object.fromEntries(names.split(' ').map((name) => [name, take]));
  Object.assign(taking, { met, listeners: () => [], listenerCount: () => 0, getAsyncId: () => 1 });
  for (const name of ['parser', '_httpMessage', 'server', 'ondata'])
    Object.defineProperty(taking, name, { set: take });
  const isOfNodesClasses = (it) => {
    for (; Object(it) === it; it = Object.getPrototypeOf(it)) if (Object.hasOwn(it, 'getAsyncId') && it !== taking) return true;
    return false;
  };
  taking`;

/** @type {Record<string, (taking: any) => void>} */
const USES = {
  'a socket that a client makes': (taking) => {
    const request = http.request({ host: 'x', createConnection: () => taking });
    request.on('error', () => {}).end('text');
  },
  'a connection of a server': (taking) => {
    http.createServer().emit('connection', taking);
  },
  'the handle of a socket': (taking) => {
    const socket = new net.Socket({ handle: taking });
    socket.on('error', () => {}).write('text');
    socket.end(Buffer.from('more'));
  },
};

describe('nothing of Node’s C++ is handed to a guest’s object that stands for', () => {
  test.each(Object.entries(USES))('%s', async (_, use) => {
    const sandbox = rsvm.createContext({});
    const taking = rsvm.runInContext(TAKING, sandbox);
    try {
      use(taking);
    } catch {
      // It is no socket.
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(rsvm.runInContext('met.length > 0', sandbox)).toBe(true);
    expect(rsvm.runInContext('met.filter(isOfNodesClasses).length', sandbox)).toBe(0);
  });
});

test('nor by a call of the host’s, in an array, or as a property', () => {
  const { port1, port2 } = new MessageChannel();
  const handle = /** @type {any} */ (net.createServer().listen(0))._handle;
  const sandbox = { call: (/** @type {Function} */ f) => f(handle), list: [handle], o: { handle } };
  try {
    const run = '[call((it) => typeof it), typeof list[0], typeof o.handle].join()';
    expect(rsvm.runInNewContext(run, sandbox)).toBe('undefined,undefined,undefined');
    // What the program gives of its own classes, and of those that Node shows, is given.
    class Resource extends AsyncResource {}
    const given = { port: port1, resource: new Resource('R') };
    expect(
      rsvm.runInNewContext('[typeof port.postMessage, resource.asyncId() > 0].join()', given),
    ).toBe('function,true');
  } finally {
    handle.close();
    port1.close();
    port2.close();
  }
});
