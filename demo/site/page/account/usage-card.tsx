import { Card, Group, Text, Title } from '@mantine/core';
import classes from './usage-card.module.css';

const months = [
  { name: 'Jun', use: 162 },
  { name: 'Jul', use: 149 },
  { name: 'Aug', use: 157 },
  { name: 'Sep', use: 188 },
  { name: 'Oct', use: 231 },
  { name: 'Nov', use: 204 },
];
const most = Math.max(...months.map((month) => month.use));

/** Electricity of the last six months, as decoration of the account. */
export function UsageCard() {
  return (
    <Card>
      <Group justify="space-between" mb="md">
        <Title order={2} size="h3">
          Your electricity
        </Title>
        <Text size="sm" c="dimmed">
          kWh a month
        </Text>
      </Group>
      <ol className={classes.bars}>
        {months.map((month, index) => (
          <li key={month.name} className={classes.month}>
            <span className={classes.value}>{month.use}</span>
            <span
              className={index === months.length - 1 ? classes.barNow : classes.bar}
              style={{ height: `${(month.use / most) * 76}px` }}
              aria-hidden="true"
            />
            <span className={classes.name}>{month.name}</span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
