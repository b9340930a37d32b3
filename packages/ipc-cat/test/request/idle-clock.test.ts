import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { idleClock } from '../../src/request/idle-clock.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('it rings once nothing has passed for so long', () => {
  const ring = vi.fn();
  const clock = idleClock(100, ring);
  vi.advanceTimersByTime(99);
  clock.touch();
  vi.advanceTimersByTime(99);
  expect(ring).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(ring).toHaveBeenCalledTimes(1);
  clock.touch();
  vi.advanceTimersByTime(1_000);
  expect(ring).toHaveBeenCalledTimes(1);
});

test('it stands still while something works, until the last has done', () => {
  const ring = vi.fn();
  const clock = idleClock(100, ring);
  clock.begin();
  clock.begin();
  vi.advanceTimersByTime(1_000);
  clock.done();
  clock.touch();
  vi.advanceTimersByTime(1_000);
  expect(ring).not.toHaveBeenCalled();
  clock.done();
  vi.advanceTimersByTime(100);
  expect(ring).toHaveBeenCalledTimes(1);
});

test('without a time, and when it was stopped, it never rings', () => {
  const ring = vi.fn();
  idleClock(undefined, ring).touch();
  idleClock(0, ring).touch();
  idleClock(100, ring).stop();
  vi.advanceTimersByTime(10_000);
  expect(ring).not.toHaveBeenCalled();
});

test('what is taken in parts keeps it from ringing, until nothing more is taken', () => {
  const ring = vi.fn();
  const clock = idleClock(100, ring);
  const writer = { waiting: 10 };
  const leave = clock.attend(writer);
  while (writer.waiting > 0) {
    writer.waiting -= 1;
    vi.advanceTimersByTime(100);
  }
  expect(ring).not.toHaveBeenCalled();
  leave();
  vi.advanceTimersByTime(200);
  expect(ring).toHaveBeenCalledTimes(1);
});
