import { columnsOf } from '../../../database/entity-columns.ts';
import { runStatement } from '../../../database/prepared-statement.ts';
import { PushEnrollment } from '../../../entities/push/push-enrollment.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';

/**
 * A registration's own push enrolment. One query, whether it does not exist or is another registration's.
 * @throws CountersignError push_enrollment_not_found
 */
export async function findPushEnrollment(
  deps: Pick<CommandDeps, 'em'>,
  enrollmentId: string,
  registrationId: string,
): Promise<PushEnrollment> {
  const em = deps.em();
  const columns = columnsOf(em, PushEnrollment, 'p');
  const [row] = await runStatement(em, {
    sql: `select ${columns.select} from push_enrollment p where p.id = ? and p.registration_id = ?`,
    parameters: [enrollmentId, registrationId],
  });
  const enrollment = row && columns.read(row);
  if (!enrollment) throw new CountersignError('push_enrollment_not_found');
  return enrollment;
}
