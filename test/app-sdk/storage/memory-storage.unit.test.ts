import { describe, expect, it } from 'vitest';
import { memoryStorage } from '../../../app-sdk/index.ts';

describe('memoryStorage', () => {
  it('stores copies, finds names by prefix, and clears', async () => {
    const storage = memoryStorage();
    const value = { list: [1] };
    await storage.write('a:1', value);
    await storage.write('b:1', 'text');
    value.list.push(2);
    expect(await storage.read('a:1')).toEqual({ list: [1] });
    expect(await storage.read('a:2')).toBeUndefined();
    expect(await storage.names('a:')).toEqual(['a:1']);
    await storage.remove('a:1');
    expect(await storage.names('')).toEqual(['b:1']);
    const key = await storage.createDeviceKey();
    expect(await storage.deviceKey()).toBe(key);
    await storage.clear();
    expect(await storage.names('')).toEqual([]);
    expect(await storage.deviceKey()).toBeUndefined();
  });

  it('runs work of one name in sequence and of other names in parallel, also after a failure', async () => {
    const storage = memoryStorage();
    const steps: string[] = [];
    let finishFirst = () => {};
    const first = storage.exclusively('x', async () => {
      steps.push('first in');
      await new Promise<void>((resolve) => (finishFirst = resolve));
      steps.push('first out');
      throw new Error('failed');
    });
    const second = storage.exclusively('x', async () => steps.push('second'));
    await storage.exclusively('y', async () => steps.push('other'));
    finishFirst();
    await expect(first).rejects.toThrow('failed');
    await second;
    expect(steps).toEqual(['first in', 'other', 'first out', 'second']);
  });
});
