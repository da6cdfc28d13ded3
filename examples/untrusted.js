// Stop an untrusted script that never ends; its context stays usable.
const vm = require('rsvm');

const guest = vm.createContext({ price: 40 });
try {
  vm.runInContext('price += 2; while (true) {}', guest, { timeout: 100 });
} catch (error) {
  console.log(error.code); // prints ERR_SCRIPT_EXECUTION_TIMEOUT
}
console.log(vm.runInContext('price', guest)); // prints 42

// It reaches what you gave it, and nothing of Node.js.
console.log(vm.runInContext('typeof require', guest)); // prints undefined
