import {describe, expect, test} from 'vitest';
import {bindKeys, bindings, keyCaps, type Command} from '../src/lib/keys';
import {parseInline, parseMarkdown} from '../src/lib/markdown';
import {countLines} from '../src/lib/lines';
import {levels, nested} from '../src/lib/steps';
import {byteToIndex, commonPrefix} from '../src/lib/utf8';
import {aTask} from './help';

describe('byte offsets', () => {
  test.each([['abc', 2, 2], ['é x', 2, 1], ['😀 tomorrow', 5, 3], ['日本 fri', 7, 3], ['abc', 99, 3]])('%s at byte %i is index %i', (text, byte, index) => expect(byteToIndex(text)(byte)).toBe(index));
  test('lines are counted as the program counts them', () => {
    expect(countLines('Move\n  Pack\n\tCall\n\nRest')).toEqual({tasks: 4, steps: 2});
    expect(countLines('One\n\n')).toEqual({tasks: 1, steps: 0});
  });
  test('steps stand below what they are a step of', () => {
    const list = nested([aTask({id: 'c', parent: 'b'}), aTask({id: 'a'}), aTask({id: 'b', parent: 'a'}), aTask({id: 'x', parent: 'y'}), aTask({id: 'y', parent: 'x'}), aTask({id: 'd', parent: 'gone'})]);
    expect(list.map(({id}) => id)).toEqual(['a', 'b', 'c', 'd', 'x', 'y']);
    expect([...levels(list)]).toEqual([['b', 1], ['c', 2], ['y', 1]]);
  });
  test('the common beginning of two texts', () => expect(commonPrefix('call tom', 'call tim')).toBe(6));
});

describe('notes', () => {
  test('paragraphs, lists and code become blocks', () => {
    const kinds = parseMarkdown('One\ntwo\n\n- a\n- b\n\n1. x\n\n```\ncode *here*\n```\n# Title').map((block) => block.kind);
    expect(kinds).toEqual(['paragraph', 'list', 'list', 'code', 'heading']);
  });
  test('bold, italic, code and links become parts', () => {
    expect(parseInline('a **b** *c* `d` [e](https://x.org) https://y.org.').map((part) => part.kind)).toEqual(['text', 'bold', 'text', 'italic', 'text', 'code', 'text', 'link', 'text', 'link', 'text']);
  });
  test.each(['[x](javascript:alert(1))', '[x](data:text/html,hi)', '[x](file:///etc/passwd)', '<b>x</b>', '[x](JaVaScRiPt:1)'])('%s stays text', (source) =>
    expect(parseInline(source).every((part) => part.kind === 'text')).toBe(true));
  test('snake_case stays as it is', () => expect(parseInline('some_snake_case')).toEqual([{kind: 'text', text: 'some_snake_case'}]));
  test('hostile notes are read in no time', () => {
    const start = performance.now();
    parseMarkdown(`${'*'.repeat(30000)}\n${'['.repeat(30000)}\n${'`_'.repeat(20000)}`);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('keys', () => {
  const typed = (init: KeyboardEventInit, target: EventTarget = document.body) => target.dispatchEvent(new KeyboardEvent('keydown', {bubbles: true, composed: true, cancelable: true, ...init}));
  const heard = (act: () => void): Command[] => {
    const list: Command[] = [];
    const stop = bindKeys((command) => list.push(command) > 0);
    act();
    stop();
    return list;
  };

  test('a key runs its command', () => expect(heard(() => typed({key: 'q'}))).toEqual(['quick-add']));
  test('signs go by the character, whatever was held for it', () => {
    expect(heard(() => { typed({key: '?', shiftKey: true}); typed({key: '/', shiftKey: true}); typed({key: '['}); })).toEqual(['help', 'search', 'sidebar']);
  });
  test('G and a letter go somewhere', () => expect(heard(() => { typed({key: 'g'}); typed({key: 't'}); })).toEqual(['go-today']));
  test('a letter by itself keeps its own meaning', () => expect(heard(() => typed({key: 't'}))).toEqual(['due']));
  test('undo and redo', () => expect(heard(() => { typed({key: 'z', ctrlKey: true}); typed({key: 'Z', ctrlKey: true, shiftKey: true}); })).toEqual(['undo', 'redo']));
  test('nothing while a field has the focus', () => {
    const field = document.body.appendChild(document.createElement('input'));
    expect(heard(() => typed({key: 'q'}, field))).toEqual([]);
  });
  test('nothing while an input method composes', () => expect(heard(() => typed({key: 'q', isComposing: true}))).toEqual([]));
  test('nothing with Alt, and no letter with Ctrl', () => expect(heard(() => { typed({key: 'q', altKey: true}); typed({key: 'q', ctrlKey: true}); })).toEqual([]));
  test('a button keeps Enter and Space', () => {
    const button = document.body.appendChild(document.createElement('button'));
    expect(heard(() => { typed({key: 'Enter'}, button); typed({key: ' '}, button); typed({key: 'j'}, button); })).toEqual(['next']);
  });
  test('no key has two meanings', () => {
    const keys = bindings.flatMap((binding) => [...binding.keys]);
    expect(new Set(keys).size).toBe(keys.length);
  });
  test('caps are printed as they are on the keys', () => expect([keyCaps('Mod+Shift+z'), keyCaps(' '), keyCaps('g n')]).toEqual([['Ctrl', 'Shift', 'Z'], ['Space'], ['G', 'N']]));
});
