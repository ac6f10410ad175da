import { expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';

const { operationsUrl } = useStack();

it('GET /metrics reports the heap of the workflow thread', async () => {
  const metrics = await (await fetch(`${operationsUrl}/metrics`)).text();
  const figure = (line: string) =>
    Number(
      metrics
        .split('\n')
        .find((candidate) => candidate.startsWith(`${line} `))
        ?.slice(line.length),
    );
  expect(figure('countersign_workflow_heap_bytes{kind="used"}')).toBeGreaterThan(1_000_000);
  expect(figure('countersign_workflow_heap_bytes{kind="limit"}')).toBeGreaterThan(
    figure('countersign_workflow_heap_bytes{kind="committed"}'),
  );
});
