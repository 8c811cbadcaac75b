import type {Api} from '../api/api';
import {guardNavigation} from '../lib/guard';
import {Stores} from '../state/stores';
import {MfApp} from './app';

/** The first paint waits this long for its font, which lies on the disk and was asked for by the page itself. */
const fontWaitMs = 300;

/** Opens the window on a program. */
export async function open(api: Api): Promise<Stores> {
  guardNavigation();
  const stores = new Stores(api);
  const font = document.fonts.load('14px "Inter Variable"').catch(() => []);
  await Promise.all([stores.boot(), Promise.race([font, new Promise((done) => setTimeout(done, fontWaitMs))])]);
  const app = new MfApp();
  app.stores = stores;
  document.body.append(app);
  return stores;
}
