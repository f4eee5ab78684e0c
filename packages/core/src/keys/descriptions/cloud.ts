/** Clouds, and what runs in them: what each key means. */

/** Clouds in general, Azure and Google. */

export const cloud: Readonly<Record<string, string>> = {
  CLOUD_METADATA_WHEN_CHALKED:
    'Cloud facts of the machine that made the mark. Deprecated: the single keys of each provider say more.',
  _OP_CLOUD_METADATA:
    'Cloud facts of the machine that ran the operation. Deprecated: the single keys of each provider say more.',
  _OP_CLOUD_SYS_VENDOR:
    'Vendor of the machine as its firmware states it, which gives the cloud provider away.',
  _OP_CLOUD_PROVIDER: 'Cloud that the operation ran in: `aws`, `azure` or `gcp`.',
  _OP_CLOUD_PROVIDER_ACCOUNT_INFO:
    'Whose account it was: the account number in AWS, the subscription in Azure, the service account in GCP.',
  _OP_CLOUD_PROVIDER_REGION: 'Region of the cloud in which the operation ran.',
  _OP_CLOUD_PROVIDER_IP: 'Public IPv4 address of the cloud machine.',
  _OP_CLOUD_PROVIDER_INSTANCE_TYPE: 'Kind of cloud machine, such as `t2.medium`.',
  _OP_CLOUD_PROVIDER_TAGS: 'Tags on the cloud machine.',
  _OP_CLOUD_PROVIDER_SERVICE_TYPE: 'Service that the machine belongs to, such as `ec2`, `ecs` or `eks`.',
  _AZURE_INSTANCE_METADATA: "The whole answer of Azure's instance metadata service.",
  _GCP_INSTANCE_METADATA:
    "Everything that Google's metadata server tells of the instance. It may hold start-up scripts.",
  _GCP_PROJECT_METADATA:
    "Everything that Google's metadata server tells of the project. It may hold keys of users.",
}

/** Amazon EC2, from its instance metadata service. */
export const aws: Readonly<Record<string, string>> = {
  _AWS_INSTANCE_IDENTITY_DOCUMENT:
    "The instance's signed self-description: id, account, region, image, private address.",
  _AWS_INSTANCE_IDENTITY_PKCS7: 'PKCS #7 signature with which others can check the identity document.',
  _AWS_INSTANCE_IDENTITY_SIGNATURE: 'Plain signature over the identity document.',
  _AWS_INSTANCE_MONITORING: 'Whether detailed CloudWatch monitoring is on: `enabled` or `disabled`.',
  _AWS_AMI_ID: 'Image that the instance was launched from.',
  _AWS_AMI_LAUNCH_INDEX: 'Place of the instance among those launched in the same request, from 0.',
  _AWS_AMI_MANIFEST_PATH: "Where the image's manifest lies in S3; `(unknown)` for images on EBS.",
  _AWS_ANCESTOR_AMI_IDS: "Images that the instance's image was bundled from.",
  _AWS_HOSTNAME: 'Private host name of the instance, made from its address or its id.',
  _AWS_IAM_INFO: 'The instance profile attached to the instance and when it last changed.',
  _AWS_INSTANCE_ID: 'Id of the EC2 instance.',
  _AWS_INSTANCE_LIFE_CYCLE: 'How the instance is paid for, such as `on-demand` or `spot`.',
  _AWS_INSTANCE_TYPE: 'Type of the EC2 instance, such as `m7g.large`.',
  _AWS_IPV6_ADDR: "First IPv6 address of the instance's first interface.",
  _AWS_KERNEL_ID: 'Kernel that the instance was launched with, for paravirtual images.',
  _AWS_LOCAL_HOSTNAME: "Private DNS name of the instance's first interface.",
  _AWS_LOCAL_IPV4_ADDR: "Private IPv4 address of the instance's first interface.",
  _AWS_AZ: 'Availability zone of the instance, by the name that its account uses.',
  _AWS_AZ_ID: 'Availability zone of the instance, by the id that is the same for all accounts.',
  _AWS_PLACEMENT_GROUP: 'Placement group that the instance was launched in.',
  _AWS_DEDICATED_HOST_ID: 'Dedicated host that the instance runs on.',
  _AWS_PARTITION_NUMBER: 'Partition of the placement group that the instance was launched in.',
  _AWS_REGION: 'Region of the instance.',
  _AWS_PUBLIC_HOSTNAME: 'Public DNS name of the instance, if its VPC gives out such names.',
  _AWS_PUBLIC_IPV4_ADDR: 'Public or Elastic IPv4 address of the instance.',
  _AWS_OPENSSH_PUBKEY: 'Public SSH key that the instance was launched with.',
  _AWS_SECURITY_GROUPS: 'Names of the security groups on the instance.',
  _AWS_SECURITY_GROUP_IDS: "Ids of the security groups on the instance's interface.",
  _AWS_RESOURCE_DOMAIN: "DNS domain of AWS services in the instance's region.",
  _AWS_PARTITION_NAME: 'AWS partition of the instance: `aws`, `aws-cn` and so on.',
  _AWS_TAGS: 'Tags on the instance, if it is allowed to see them.',
  _AWS_AUTOSCALING_TARGET_LIFECYCLE_STATE:
    'State that Auto Scaling is bringing the instance to, such as `InService` or `Terminated`.',
  _AWS_BLOCK_DEVICE_MAPPING_AMI: 'Device that holds the root file system, as the image names it.',
  _AWS_BLOCK_DEVICE_MAPPING_ROOT: 'Device or partition of the root file system, as the instance sees it.',
  _AWS_BLOCK_DEVICE_MAPPING_SWAP: 'Devices for swap space, if any.',
  _AWS_EVENTS_MAINTENANCE_HISTORY: 'Maintenance of the instance that is done or was called off.',
  _AWS_EVENTS_MAINTENANCE_SCHEDULED: 'Maintenance of the instance that is still to come.',
  _AWS_EVENTS_RECOMMENDATIONS_REBALANCE: 'When AWS warned that a spot instance is likely to be taken back.',
  _AWS_IDENTITY_CREDENTIALS_EC2_INFO:
    "About the credentials of the instance's own identity role: when they changed and for which account.",
  _AWS_IDENTITY_CREDENTIALS_EC2_SECURITY_CREDENTIALS_EC2_INSTANCE:
    "The credentials of the instance's own identity role, without the secret key and the token.",
  _AWS_INSTANCE_ACTION:
    'Whether the instance is about to be bundled: `none`, `shutdown` or `bundle-pending`.',
  _AWS_MAC: "MAC address of the instance's first interface.",
  _AWS_INTERFACE_ID: "Id of the instance's network interface.",
  _AWS_SUBNET_ID: "Subnet of the instance's network interface.",
  _AWS_VPC_ID: "VPC of the instance's network interface.",
  _AWS_METRICS_VHOSTMD: 'Host metrics that AWS used to offer and does no more.',
  _AWS_PRODUCT_CODES: 'AWS Marketplace product codes of the instance.',
  _AWS_RAMDISK_ID: 'RAM disk that the instance was launched with, for paravirtual images.',
  _AWS_RESERVATION_ID: 'Launch request that the instance came from.',
  _AWS_SPOT_INSTANCE_ACTION:
    'What will be done to a spot instance (hibernate, stop or terminate) and about when.',
  _AWS_SPOT_TERMINATION_TIME: 'About when a spot instance gets its signal to shut down, in UTC.',
}

/** Kubernetes: the cluster and the pod that a program was started in. */
export const kubernetes: Readonly<Record<string, string>> = {
  _EXEC_DEPLOYMENT_ID:
    'SHA-256 over what defines a deployment: the mark, cluster, namespace, container, command line, ports, environment and mounted files. Equal for all pods of one roll-out.',
  _K8S_CLUSTER_ID: 'Identifier of the cluster that stays when it is renamed.',
  _K8S_CLUSTER_NAME: 'Name of the cluster that the pod runs in.',
  _K8S_CLUSTER_ENDPOINT: "Address of the cluster's API server.",
  _K8S_CLUSTER_CLOUD_METADATA: 'What the cloud provider tells of the cluster.',
  _K8S_POD_NAMESPACE: 'Namespace of the pod in its cluster.',
  _K8S_POD_NAME: 'Name of the pod, one for each replica.',
  _K8S_POD_LABELS: 'Labels of the pod, by name.',
  _K8S_POD_ANNOTATIONS: 'Annotations of the pod, by name.',
  _K8S_POD_CONTAINER_NAME: 'Name of the container within its pod.',
  _K8S_POD_MANIFEST: 'The whole pod object as the API server holds it.',
  _K8S_CONTAINER_ENV_VAR_HASHES:
    'SHA-256 of each environment variable that the pod sets, by name. Variables that tell of the single pod are left out.',
  _K8S_CONTAINER_VOLUME_MOUNT_HASHES: 'SHA-256 of each file mounted from a ConfigMap or a Secret, by path.',
  _K8S_CONTAINER_PORTS: 'Ports that the container declares, as `8080/TCP`.',
}
