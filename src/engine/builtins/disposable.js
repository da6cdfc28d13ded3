// The classes of explicit resource management (ECMA-262, 27.3 and 27.4); disposable.rs has a guest
// compile this.
'use strict';

(function ({ Error, Object, ReferenceError, Reflect, String, Symbol, TypeError }) {
  const { construct, defineProperty } = Reflect;
  const { dispose, asyncDispose } = Symbol;
  const BaseError = Error;

  function SuppressedError(error, suppressed, message) {
    const args = message === undefined ? [] : [message];
    const made = construct(BaseError, args, new.target ?? SuppressedError);
    defineProperty(made, 'error', { value: error, writable: true, configurable: true });
    defineProperty(made, 'suppressed', { value: suppressed, writable: true, configurable: true });
    return made;
  }
  Object.setPrototypeOf(SuppressedError, BaseError);
  SuppressedError.prototype = Object.create(BaseError.prototype, {
    constructor: { value: SuppressedError, writable: true, configurable: true },
    name: { value: 'SuppressedError', writable: true, configurable: true },
    message: { value: '', writable: true, configurable: true },
  });
  defineProperty(SuppressedError, 'prototype', { writable: false });

  // What is to be done is a linked list: nothing of the guest's can get between.
  class Stack {
    #top = null;
    #disposed = false;

    static isDisposed = (stack) => stack.#disposed;
    static push(stack, run) {
      if (stack.#disposed) throw new ReferenceError('Cannot add values to a disposed stack!');
      stack.#top = { run, below: stack.#top };
    }
    static take(stack) {
      const top = stack.#top;
      stack.#top = null;
      stack.#disposed = true;
      return top;
    }
    static moved(stack, target) {
      if (stack.#disposed) throw new ReferenceError('Cannot move elements from a disposed stack!');
      target.#top = Stack.take(stack);
      return target;
    }
  }

  function methodOf(value, key, fallback) {
    const method = value[key] ?? (fallback && value[fallback]);
    if (typeof method !== 'function') {
      throw new TypeError('Symbol(Symbol.dispose) is not a function');
    }
    return method;
  }

  function checkFunction(f) {
    if (typeof f !== 'function') throw new TypeError(`${String(f)} is not a function`);
  }

  const joined = (failure, error) => ({
    error: failure === null ? error : new SuppressedError(error, failure.error),
  });

  class DisposableStack extends Stack {
    get disposed() {
      return Stack.isDisposed(this);
    }
    use(value) {
      if (value === null || value === undefined) return value;
      const method = methodOf(value, dispose);
      Stack.push(this, () => method.call(value));
      return value;
    }
    adopt(value, onDispose) {
      checkFunction(onDispose);
      Stack.push(this, () => onDispose(value));
      return value;
    }
    defer(onDispose) {
      checkFunction(onDispose);
      Stack.push(this, () => onDispose());
    }
    move() {
      return Stack.moved(this, new DisposableStack());
    }
    dispose() {
      let failure = null;
      for (let entry = Stack.take(this); entry !== null; entry = entry.below) {
        try {
          entry.run();
        } catch (error) {
          failure = joined(failure, error);
        }
      }
      if (failure !== null) throw failure.error;
    }
  }

  class AsyncDisposableStack extends Stack {
    get disposed() {
      return Stack.isDisposed(this);
    }
    use(value) {
      if (value === null || value === undefined) return value;
      const method = methodOf(value, asyncDispose, dispose);
      Stack.push(this, () => method.call(value));
      return value;
    }
    adopt(value, onDispose) {
      checkFunction(onDispose);
      Stack.push(this, () => onDispose(value));
      return value;
    }
    defer(onDispose) {
      checkFunction(onDispose);
      Stack.push(this, () => onDispose());
    }
    move() {
      return Stack.moved(this, new AsyncDisposableStack());
    }
    async disposeAsync() {
      let failure = null;
      for (let entry = Stack.take(this); entry !== null; entry = entry.below) {
        try {
          await entry.run();
        } catch (error) {
          failure = joined(failure, error);
        }
      }
      if (failure !== null) throw failure.error;
    }
  }

  // The base is ours alone.
  for (const [Class, key, method] of [
    [DisposableStack, dispose, 'dispose'],
    [AsyncDisposableStack, asyncDispose, 'disposeAsync'],
  ]) {
    const { prototype } = Class;
    defineProperty(prototype, key, {
      value: prototype[method],
      writable: true,
      configurable: true,
    });
    defineProperty(prototype, Symbol.toStringTag, { value: Class.name, configurable: true });
    Object.setPrototypeOf(prototype, Object.prototype);
  }
  return { SuppressedError, DisposableStack, AsyncDisposableStack };
});
