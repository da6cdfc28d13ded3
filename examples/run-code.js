// Run code in a context.
const vm = require('rsvm');

const code = 'console.log(a + b)';
const context = { a: 1, b: 2 };
vm.createContext(context);
vm.runInContext(code, context); // prints 3
