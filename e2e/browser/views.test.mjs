import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {accessibilityProblems, openBrowser, startProgram, until} from './program.mjs';

let program, browser;

before(async () => {
  program = await startProgram();
  await program.mindflow('add', 'Call the plumber tomorrow 9am #Home ~20m p2');
  await program.mindflow('add', 'Pay the rent today p1 @bills');
  await program.mindflow('add', 'Read a book');
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

const places = ['Now', 'Inbox', 'Today', 'Upcoming', 'Anytime', 'Done', 'Trash', 'Home', 'bills'];

for (const theme of ['light', 'dark']) {
  describe(`every place, ${theme}`, () => {
    let page;
    before(async () => { page = await browser.page(program, {theme}); });
    after(() => page.context().close());

    for (const name of places) {
      test(name, async () => {
        const button = page.getByRole('navigation', {name: 'Places'}).getByRole('button', {name: new RegExp(`^${name}\\b`)});
        await button.click();
        await until('the place to be shown', async () => await button.getAttribute('aria-current') === 'page');
        await until('its heading', () => page.getByRole('main').getByRole('heading').first().isVisible());
        assert.deepEqual(await accessibilityProblems(page), []);
        assert.deepEqual(page.problems, []);
      });
    }
  });
}

test('a task added by quick add is there for the command line', async () => {
  const page = await browser.page(program);
  await page.getByRole('main').getByRole('heading').first().waitFor();
  await page.keyboard.press('q');
  await page.getByRole('textbox', {name: 'New task'}).fill('Water the plants today p1');
  await page.keyboard.press('Enter');
  const added = await until('the task in the store', async () => {
    const tasks = await program.mindflow('list', '--json');
    return tasks.find((task) => task.title === 'Water the plants');
  });
  assert.equal(added.priority, 'p1');
  assert.deepEqual(page.problems, []);
  await page.context().close();
});
