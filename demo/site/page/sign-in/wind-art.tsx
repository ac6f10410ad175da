/** A landscape with turbines. Decorative. */
export function WindArt() {
  return (
    <svg viewBox="0 0 640 260" width="100%" aria-hidden="true" preserveAspectRatio="xMidYMax slice">
      <path d="M0 206c90-46 178-46 268-12s220 34 372-26v92H0z" fill="var(--wind-far)" />
      <path d="M0 232c120-40 230-26 330-8s210 10 310-24v60H0z" fill="var(--wind-near)" />
      <Turbine x={150} y={92} height={116} />
      <Turbine x={300} y={58} height={146} />
      <Turbine x={486} y={84} height={118} />
      <path d="M0 250c140-22 280-14 640-26v36H0z" fill="var(--wind-ground)" />
    </svg>
  );
}

function Turbine({ x, y, height }: { x: number; y: number; height: number }) {
  const blade = height * 0.46;
  return (
    <g transform={`translate(${x} ${y})`} stroke="var(--northwind-accent)" strokeLinecap="round" fill="none">
      <path d={`M0 0v${height}`} strokeWidth="4" opacity=".75" />
      {[18, 138, 258].map((angle) => (
        <path key={angle} d={`M0 0v-${blade}`} strokeWidth="5" transform={`rotate(${angle})`} />
      ))}
      <circle r="5" fill="var(--northwind-accent)" stroke="none" />
    </g>
  );
}
