export interface Transition {
  from: string;
  on: string;
  to: string;
}

/**
 * A Mermaid state diagram of exactly these transitions. It starts at the first `from`, and ends in every state that has no
 * way on.
 */
export function stateDiagram(transitions: readonly Transition[], source: string): string {
  const states = [...new Set(transitions.flatMap(({ from, to }) => [from, to]))];
  const ends = states.filter((state) => !transitions.some(({ from }) => from === state));
  const named = states
    .filter((state) => identifier(state) !== state)
    .map((state) => `  state "${state}" as ${identifier(state)}`);
  const start = transitions.slice(0, 1).map(({ from }) => `  [*] --> ${identifier(from)}`);
  const arrows = transitions.map(({ from, on, to }) => `  ${identifier(from)} --> ${identifier(to)} : ${on}`);
  const stops = ends.map((state) => `  ${identifier(state)} --> [*]`);
  return `${['stateDiagram-v2', `  %% Generated from ${source}. Change that, then run: npm run docs`, ...named, ...start, ...arrows, ...stops].join('\n')}\n`;
}

function identifier(state: string): string {
  return state.replaceAll(/\W/g, '_');
}
