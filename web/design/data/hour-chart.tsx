import type { Tone } from './badge.tsx';
import classes from './hour-chart.module.css';

/** What is counted in each hour. */
export interface Series {
  name: string;
  tone: Tone;
  values: readonly number[];
}

interface HourChartProps {
  title: string;
  /** Name of the column of hours. */
  label: string;
  /** Name of each hour. */
  labels: readonly string[];
  series: readonly Series[];
  /** Shown where every value is 0. */
  none: string;
  format: (value: number) => string;
}

const height = 120;
const step = 24;
const gap = 5;

/** Stacked bars, one for each hour; the same as a table for a screen reader. */
export function HourChart({ title, label, labels, series, none, format }: HourChartProps) {
  const totals = labels.map((_, hour) => series.reduce((sum, { values }) => sum + (values[hour] ?? 0), 0));
  const most = Math.max(...totals, 1);
  const width = labels.length * step;
  const isEmpty = totals.every((total) => total === 0);
  const marks = [0, Math.floor(labels.length / 2), labels.length - 1];
  return (
    <figure className={classes.chart}>
      <div className={classes.plot}>
        {isEmpty && <p className={classes.none}>{none}</p>}
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true" className={classes.bars}>
          {labels.map((name, hour) => (
            <Bar key={name} hour={hour} name={name} series={series} most={most} />
          ))}
        </svg>
        <div className={classes.marks} aria-hidden="true">
          {marks.map((hour) => (
            <span key={hour}>{labels[hour]}</span>
          ))}
        </div>
      </div>
      <ul className={classes.legend} aria-hidden="true">
        {series.map(({ name, tone, values }) => (
          <li key={name} className={classes[tone]}>
            {name} <strong>{format(values.reduce((sum, value) => sum + value, 0))}</strong>
          </li>
        ))}
      </ul>
      <HourTable title={title} label={label} labels={labels} series={series} />
    </figure>
  );
}

/** The same for a screen reader. */
function HourTable({ title, label, labels, series }: Pick<HourChartProps, 'title' | 'label' | 'labels' | 'series'>) {
  return (
    <div className="visually-hidden">
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{label}</th>
            {series.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((name, hour) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {series.map(({ name: column, values }) => (
                <td key={column}>{values[hour]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface BarProps {
  hour: number;
  name: string;
  series: readonly Series[];
  /** The highest bar. */
  most: number;
}

function Bar({ hour, name, series, most }: BarProps) {
  const shares = series.map(({ values }) => ((values[hour] ?? 0) / most) * (height - 4));
  const topOf = (index: number) => height - shares.slice(0, index + 1).reduce((sum, share) => sum + share, 0);
  const text = [name, ...series.map((each) => `${each.name}: ${each.values[hour]}`)].join('\n');
  return (
    <g>
      <title>{text}</title>
      <rect x={hour * step} y={0} width={step} height={height} className={classes.room} />
      {series.map(({ name: each, tone }, index) => (
        <rect
          key={each}
          x={hour * step + gap / 2}
          y={topOf(index)}
          width={step - gap}
          height={shares[index]}
          className={classes[tone]}
        />
      ))}
    </g>
  );
}
