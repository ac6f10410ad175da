import { IconUserShield, IconX } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { DataTable, LoadingRows, type Column } from '../../design/data/data-table.tsx';
import { EmptyState } from '../../design/feedback/empty-state.tsx';
import { request } from '../api/request.ts';
import { useTexts } from '../language/language.ts';
import { ActionDialog, type Action } from '../parts/action-dialog.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PageProblem } from '../parts/page-problem.tsx';
import { useFormats } from '../language/use-formats.ts';
import classes from './operators.module.css';
import { GiveRole } from './give-role.tsx';
import { assignmentsQuery, rolesPath, roleWords, type Assignment } from './roles-query.ts';

/** Who operates this installation, and what each may do. */
export function RolesPage() {
  const { t } = useTexts();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(assignmentsQuery);
  const [action, setAction] = useState<Action>();
  const again = () => queries.invalidateQueries({ queryKey: assignmentsQuery.queryKey });
  const take = ({ id, role_id: role, subject }: Assignment) =>
    setAction({
      title: t('roles.takeTitle', { role: roleWords(role, t), name: subject.id }),
      text: t('roles.takeText'),
      confirm: t('roles.take'),
      danger: true,
      run: () => request('DELETE', `${rolesPath}/${encodeURIComponent(id)}`),
    });
  return (
    <>
      <PageHead title={t('roles.title')}>{t('roles.text')}</PageHead>
      <GiveRole onGiven={() => void again()} />
      {error && <PageProblem error={error} again={() => void refetch()} />}
      {!data && !error && <LoadingRows label={t('parts.loading')} />}
      {data?.items.length === 0 && <EmptyState icon={<IconUserShield size={22} />} title={t('roles.none')} />}
      {data && data.items.length > 0 && <Assignments rows={data.items} onTake={take} />}
      {action && (
        <ActionDialog
          action={action}
          onClose={() => setAction(undefined)}
          onDone={() => {
            setAction(undefined);
            void again();
          }}
        />
      )}
    </>
  );
}

interface Operator {
  id: string;
  roles: Assignment[];
}

function Assignments({ rows, onTake }: { rows: Assignment[]; onTake: (row: Assignment) => void }) {
  const { t } = useTexts();
  const operators = [...Map.groupBy(rows, ({ subject }) => subject.id)].map(([id, roles]) => ({ id, roles }));
  const columns: Column<Operator>[] = [
    {
      id: 'who',
      name: t('roles.who'),
      show: ({ id }) => (
        <Link to="/users/$userId" params={{ userId: id }}>
          {id}
        </Link>
      ),
    },
    {
      id: 'roles',
      name: t('roles.title'),
      show: ({ roles }) => (
        <ul className={classes.roles}>
          {roles.map((row) => (
            <Role key={row.id} row={row} onTake={onTake} />
          ))}
        </ul>
      ),
    },
  ];
  return <DataTable label={t('roles.title')} columns={columns} rows={operators} idOf={({ id }) => id} />;
}

function Role({ row, onTake }: { row: Assignment; onTake: (row: Assignment) => void }) {
  const { t } = useTexts();
  const { moment } = useFormats();
  const role = roleWords(row.role_id, t);
  const origin = t('roles.origin', { by: row.given_by ?? t('roles.bySystem'), at: moment(row.created_at) });
  return (
    <li className={classes.role} title={origin}>
      {role}
      <button
        type="button"
        className={classes.take}
        aria-label={t('roles.takeOf', { role, name: row.subject.id })}
        onClick={() => onTake(row)}
      >
        <IconX size={14} aria-hidden="true" />
      </button>
    </li>
  );
}
