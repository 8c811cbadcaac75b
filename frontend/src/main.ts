/** The window of the program. The development gallery has an entry of its own, with a program made of sample data. */
import {wailsApi} from './api/wails';
import {open} from './views/open';

void open(wailsApi);
