import { ApiClient } from './configuration/api-client.ts';
import { ApplicationVersion } from './configuration/application-version.ts';
import { Application } from './configuration/application.ts';
import { CallbackEndpoint } from './configuration/callback-endpoint.ts';
import { FormerServerKey } from './configuration/former-server-key.ts';
import { GeolocationService } from './configuration/geolocation-service.ts';
import { MessageTemplate } from './configuration/message-template.ts';
import { MobileAuthenticationType } from './configuration/mobile-authentication-type.ts';
import { OutgoingProxy } from './configuration/outgoing-proxy.ts';
import { PushConfiguration } from './configuration/push-configuration.ts';
import { Setting } from './configuration/setting.ts';
import { SmsGateway } from './configuration/sms-gateway.ts';
import { AppMessage } from './happenings/app-message.ts';
import { CallbackAttempt } from './happenings/callback-attempt.ts';
import { CallbackDelivery } from './happenings/callback-delivery.ts';
import { Event } from './happenings/event.ts';
import { IdempotencyKey } from './happenings/idempotency-key.ts';
import { KeptAnswer } from './happenings/kept-answer.ts';
import { MessageReceipt } from './happenings/message-receipt.ts';
import { Transaction } from './happenings/transaction.ts';
import { AuthenticatorKey } from './people/authenticator-key.ts';
import { Device } from './people/device.ts';
import { EnrollmentCode } from './people/enrollment-code.ts';
import { KeyEnrollment } from './people/key-enrollment.ts';
import { OperatorSession } from './people/operator-session.ts';
import { Operator } from './people/operator.ts';
import { PushEnrollment } from './people/push-enrollment.ts';
import { Registration } from './people/registration.ts';
import { User } from './people/user.ts';
import { OauthArtifact } from './tokens/oauth-artifact.ts';
import { OauthGrant } from './tokens/oauth-grant.ts';
import { RateLimit } from './tokens/rate-limit.ts';
import { SigningKey } from './tokens/signing-key.ts';
import { UsedProof } from './tokens/used-proof.ts';

/** Every table. A new entity is added here and gets a migration (`node dev/create-migration.ts`). */
export const allEntities = [
  ApiClient,
  Application,
  ApplicationVersion,
  FormerServerKey,
  PushConfiguration,
  MobileAuthenticationType,
  MessageTemplate,
  CallbackEndpoint,
  GeolocationService,
  OutgoingProxy,
  Setting,
  SmsGateway,
  User,
  Device,
  Registration,
  AuthenticatorKey,
  KeyEnrollment,
  PushEnrollment,
  EnrollmentCode,
  Operator,
  OperatorSession,
  Transaction,
  CallbackDelivery,
  CallbackAttempt,
  Event,
  IdempotencyKey,
  MessageReceipt,
  AppMessage,
  KeptAnswer,
  OauthGrant,
  OauthArtifact,
  UsedProof,
  SigningKey,
  RateLimit,
];
