import type { OnBadFrame } from '../frames/bad-frame.ts';

/** Tells messages that are too long for --max-frame. They stand at the sum of the bytes of all that came before. */
export const fittingIn = (maxFrame: number, onBad: OnBadFrame): ((payload: Buffer) => boolean) => {
  let position = 0;
  return (payload) => {
    const at = position;
    position += payload.length;
    if (payload.length <= maxFrame) return true;
    onBad({ why: 'too-long', position: at, length: payload.length });
    return false;
  };
};
