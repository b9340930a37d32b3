// Done by the import alone, and so before all that is imported after it.
import { callEarly } from './early.ts';

callEarly(process.argv.slice(2));
