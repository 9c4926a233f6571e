# Written by codegen.py from openapi/; do not edit.
"""The schemas as classes. Each is loaded when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .abort_upload_action import AbortUploadAction as AbortUploadAction
    from .ais_error import AisError as AisError
    from .archive_format import ArchiveFormat as ArchiveFormat
    from .archive_mode import ArchiveMode as ArchiveMode
    from .archive_objects_action import ArchiveObjectsAction as ArchiveObjectsAction
    from .archive_objects_args import ArchiveObjectsArgs as ArchiveObjectsArgs
    from .auth_config import AuthConfig as AuthConfig
    from .backend_bucket_update import BackendBucketUpdate as BackendBucketUpdate
    from .backend_rate_limit_props import BackendRateLimitProps as BackendRateLimitProps
    from .backend_rate_limit_update import BackendRateLimitUpdate as BackendRateLimitUpdate
    from .batch_item import BatchItem as BatchItem
    from .batch_metadata import BatchMetadata as BatchMetadata
    from .batch_request import BatchRequest as BatchRequest
    from .batch_result import BatchResult as BatchResult
    from .batch_stream_request import BatchStreamRequest as BatchStreamRequest
    from .bck import Bck as Bck
    from .bck_filter import BckFilter as BckFilter
    from .bck_to import BckTo as BckTo
    from .bmd import BMD as BMD
    from .bmd_providers import BMDProviders as BMDProviders
    from .bucket_map import BucketMap as BucketMap
    from .bucket_props import BucketProps as BucketProps
    from .bucket_props_update import BucketPropsUpdate as BucketPropsUpdate
    from .bucket_summary import BucketSummary as BucketSummary
    from .capacity import Capacity as Capacity
    from .certificate_props import CertificateProps as CertificateProps
    from .check_lock_action import CheckLockAction as CheckLockAction
    from .checksum_props import ChecksumProps as ChecksumProps
    from .checksum_type import ChecksumType as ChecksumType
    from .checksum_update import ChecksumUpdate as ChecksumUpdate
    from .chunks_props import ChunksProps as ChunksProps
    from .chunks_update import ChunksUpdate as ChunksUpdate
    from .client_config import ClientConfig as ClientConfig
    from .cluster_config import ClusterConfig as ClusterConfig
    from .cluster_config_backend import ClusterConfigBackend as ClusterConfigBackend
    from .cluster_metadata import ClusterMetadata as ClusterMetadata
    from .cluster_metadata_etl_md import ClusterMetadataEtlMD as ClusterMetadataEtlMD
    from .cluster_mountpaths import ClusterMountpaths as ClusterMountpaths
    from .cluster_mountpaths_targets import ClusterMountpathsTargets as ClusterMountpathsTargets
    from .cluster_stats import ClusterStats as ClusterStats
    from .cluster_stats_target import ClusterStatsTarget as ClusterStatsTarget
    from .cluster_sys_info import ClusterSysInfo as ClusterSysInfo
    from .complete_upload_action import CompleteUploadAction as CompleteUploadAction
    from .completed_part import CompletedPart as CompletedPart
    from .copy_bucket_action import CopyBucketAction as CopyBucketAction
    from .copy_bucket_args import CopyBucketArgs as CopyBucketArgs
    from .copy_objects_action import CopyObjectsAction as CopyObjectsAction
    from .copy_objects_args import CopyObjectsArgs as CopyObjectsArgs
    from .create_bucket_action import CreateBucketAction as CreateBucketAction
    from .create_inventory_action import CreateInventoryAction as CreateInventoryAction
    from .create_inventory_args import CreateInventoryArgs as CreateInventoryArgs
    from .create_upload_action import CreateUploadAction as CreateUploadAction
    from .custom_metadata import CustomMetadata as CustomMetadata
    from .custom_metadata_message import CustomMetadataMessage as CustomMetadataMessage
    from .delete_objects_action import DeleteObjectsAction as DeleteObjectsAction
    from .destroy_bucket_action import DestroyBucketAction as DestroyBucketAction
    from .destroy_inventory_action import DestroyInventoryAction as DestroyInventoryAction
    from .disk_stats import DiskStats as DiskStats
    from .disk_usage import DiskUsage as DiskUsage
    from .disk_usage_all_disk_stats import DiskUsageAllDiskStats as DiskUsageAllDiskStats
    from .download_blob_action import DownloadBlobAction as DownloadBlobAction
    from .download_blob_args import DownloadBlobArgs as DownloadBlobArgs
    from .easy_provider import EasyProvider as EasyProvider
    from .ec_props import ECProps as ECProps
    from .ec_update import ECUpdate as ECUpdate
    from .env_var import EnvVar as EnvVar
    from .erasure_code_bucket_action import ErasureCodeBucketAction as ErasureCodeBucketAction
    from .etl_communication import ETLCommunication as ETLCommunication
    from .etl_details import ETLDetails as ETLDetails
    from .etl_details_init_msg import ETLDetailsInitMsg as ETLDetailsInitMsg
    from .etl_health import ETLHealth as ETLHealth
    from .etl_info import ETLInfo as ETLInfo
    from .etl_init_message import ETLInitMessage as ETLInitMessage
    from .etl_logs import ETLLogs as ETLLogs
    from .etl_metrics import ETLMetrics as ETLMetrics
    from .etl_object_error import ETLObjectError as ETLObjectError
    from .etl_resources import ETLResources as ETLResources
    from .etl_resources_limits import ETLResourcesLimits as ETLResourcesLimits
    from .etl_resources_requests import ETLResourcesRequests as ETLResourcesRequests
    from .etl_runtime import ETLRuntime as ETLRuntime
    from .evict_bucket_action import EvictBucketAction as EvictBucketAction
    from .evict_object_action import EvictObjectAction as EvictObjectAction
    from .evict_objects_action import EvictObjectsAction as EvictObjectsAction
    from .extension_map import ExtensionMap as ExtensionMap
    from .extra_aws_props import ExtraAWSProps as ExtraAWSProps
    from .extra_aws_update import ExtraAWSUpdate as ExtraAWSUpdate
    from .extra_gcp_props import ExtraGCPProps as ExtraGCPProps
    from .extra_gcp_update import ExtraGCPUpdate as ExtraGCPUpdate
    from .extra_oci_props import ExtraOCIProps as ExtraOCIProps
    from .extra_oci_update import ExtraOCIUpdate as ExtraOCIUpdate
    from .extra_props import ExtraProps as ExtraProps
    from .extra_update import ExtraUpdate as ExtraUpdate
    from .filesystem import Filesystem as Filesystem
    from .frontend_rate_limit_props import FrontendRateLimitProps as FrontendRateLimitProps
    from .frontend_rate_limit_update import FrontendRateLimitUpdate as FrontendRateLimitUpdate
    from .get_shard_summary_action import GetShardSummaryAction as GetShardSummaryAction
    from .get_shard_summary_args import GetShardSummaryArgs as GetShardSummaryArgs
    from .get_summary_action import GetSummaryAction as GetSummaryAction
    from .get_summary_args import GetSummaryArgs as GetSummaryArgs
    from .host_net_config import HostNetConfig as HostNetConfig
    from .http_config import HTTPConfig as HTTPConfig
    from .index_shards_action import IndexShardsAction as IndexShardsAction
    from .index_shards_args import IndexShardsArgs as IndexShardsArgs
    from .inventories import Inventories as Inventories
    from .inventory import Inventory as Inventory
    from .job_args import JobArgs as JobArgs
    from .job_query import JobQuery as JobQuery
    from .job_snap import JobSnap as JobSnap
    from .job_snaps_by_target import JobSnapsByTarget as JobSnapsByTarget
    from .job_stats import JobStats as JobStats
    from .job_status import JobStatus as JobStatus
    from .list_buckets_action import ListBucketsAction as ListBucketsAction
    from .list_objects_action import ListObjectsAction as ListObjectsAction
    from .list_objects_args import ListObjectsArgs as ListObjectsArgs
    from .load_average import LoadAverage as LoadAverage
    from .log_config import LogConfig as LogConfig
    from .log_severity import LogSeverity as LogSeverity
    from .lru_props import LRUProps as LRUProps
    from .lru_update import LRUUpdate as LRUUpdate
    from .memory_stat import MemoryStat as MemoryStat
    from .metadata_version import MetadataVersion as MetadataVersion
    from .metric_kinds import MetricKinds as MetricKinds
    from .mirror_bucket_action import MirrorBucketAction as MirrorBucketAction
    from .mirror_props import MirrorProps as MirrorProps
    from .mirror_update import MirrorUpdate as MirrorUpdate
    from .mountpath_usage import MountpathUsage as MountpathUsage
    from .mountpath_usages import MountpathUsages as MountpathUsages
    from .mountpaths import Mountpaths as Mountpaths
    from .namespace import Namespace as Namespace
    from .namespace_map import NamespaceMap as NamespaceMap
    from .net_config import NetConfig as NetConfig
    from .net_info import NetInfo as NetInfo
    from .node_config import NodeConfig as NodeConfig
    from .node_config_fspaths import NodeConfigFspaths as NodeConfigFspaths
    from .node_map import NodeMap as NodeMap
    from .node_state_info import NodeStateInfo as NodeStateInfo
    from .node_stats import NodeStats as NodeStats
    from .node_status import NodeStatus as NodeStatus
    from .object_counts import ObjectCounts as ObjectCounts
    from .object_entry import ObjectEntry as ObjectEntry
    from .object_page import ObjectPage as ObjectPage
    from .object_selection import ObjectSelection as ObjectSelection
    from .object_sizes import ObjectSizes as ObjectSizes
    from .periodic_config import PeriodicConfig as PeriodicConfig
    from .prefetch_objects_action import PrefetchObjectsAction as PrefetchObjectsAction
    from .prefetch_objects_args import PrefetchObjectsArgs as PrefetchObjectsArgs
    from .primary_state import PrimaryState as PrimaryState
    from .process_cpu import ProcessCPU as ProcessCPU
    from .process_memory import ProcessMemory as ProcessMemory
    from .process_stat import ProcessStat as ProcessStat
    from .promote_action import PromoteAction as PromoteAction
    from .promote_args import PromoteArgs as PromoteArgs
    from .provider import Provider as Provider
    from .provider_name import ProviderName as ProviderName
    from .proxy_config import ProxyConfig as ProxyConfig
    from .rate_limit_props import RateLimitProps as RateLimitProps
    from .rate_limit_update import RateLimitUpdate as RateLimitUpdate
    from .rebalance_config import RebalanceConfig as RebalanceConfig
    from .rechunk_args import RechunkArgs as RechunkArgs
    from .rechunk_bucket_action import RechunkBucketAction as RechunkBucketAction
    from .remote_cluster import RemoteCluster as RemoteCluster
    from .remote_clusters import RemoteClusters as RemoteClusters
    from .rename_bucket_action import RenameBucketAction as RenameBucketAction
    from .rename_object_action import RenameObjectAction as RenameObjectAction
    from .reset_bucket_props_action import ResetBucketPropsAction as ResetBucketPropsAction
    from .resilver_config import ResilverConfig as ResilverConfig
    from .rmd import RMD as RMD
    from .set_bucket_props_action import SetBucketPropsAction as SetBucketPropsAction
    from .shard_summary import ShardSummary as ShardSummary
    from .show_inventory_action import ShowInventoryAction as ShowInventoryAction
    from .smap import Smap as Smap
    from .smap_state import SmapState as SmapState
    from .snode import Snode as Snode
    from .snode_daemon_type import SnodeDaemonType as SnodeDaemonType
    from .space_config import SpaceConfig as SpaceConfig
    from .start_job_action import StartJobAction as StartJobAction
    from .start_shard_summary_action import StartShardSummaryAction as StartShardSummaryAction
    from .start_shard_summary_args import StartShardSummaryArgs as StartShardSummaryArgs
    from .start_summary_action import StartSummaryAction as StartSummaryAction
    from .start_summary_args import StartSummaryArgs as StartSummaryArgs
    from .stop_job_action import StopJobAction as StopJobAction
    from .sys_info import SysInfo as SysInfo
    from .sys_info_map import SysInfoMap as SysInfoMap
    from .test_fs_paths_config import TestFSPathsConfig as TestFSPathsConfig
    from .timeout_config import TimeoutConfig as TimeoutConfig
    from .total_sizes import TotalSizes as TotalSizes
    from .tracker import Tracker as Tracker
    from .transform_bucket_action import TransformBucketAction as TransformBucketAction
    from .transform_bucket_args import TransformBucketArgs as TransformBucketArgs
    from .transform_objects_action import TransformObjectsAction as TransformObjectsAction
    from .transform_objects_args import TransformObjectsArgs as TransformObjectsArgs
    from .transport_layer_config import TransportLayerConfig as TransportLayerConfig
    from .versioning_props import VersioningProps as VersioningProps
    from .versioning_update import VersioningUpdate as VersioningUpdate
    from .write_policy import WritePolicy as WritePolicy
    from .write_policy_props import WritePolicyProps as WritePolicyProps
    from .write_policy_update import WritePolicyUpdate as WritePolicyUpdate

__all__ = (
    "AbortUploadAction",
    "AisError",
    "ArchiveFormat",
    "ArchiveMode",
    "ArchiveObjectsAction",
    "ArchiveObjectsArgs",
    "AuthConfig",
    "BackendBucketUpdate",
    "BackendRateLimitProps",
    "BackendRateLimitUpdate",
    "BatchItem",
    "BatchMetadata",
    "BatchRequest",
    "BatchResult",
    "BatchStreamRequest",
    "Bck",
    "BckFilter",
    "BckTo",
    "BMD",
    "BMDProviders",
    "BucketMap",
    "BucketProps",
    "BucketPropsUpdate",
    "BucketSummary",
    "Capacity",
    "CertificateProps",
    "CheckLockAction",
    "ChecksumProps",
    "ChecksumType",
    "ChecksumUpdate",
    "ChunksProps",
    "ChunksUpdate",
    "ClientConfig",
    "ClusterConfig",
    "ClusterConfigBackend",
    "ClusterMetadata",
    "ClusterMetadataEtlMD",
    "ClusterMountpaths",
    "ClusterMountpathsTargets",
    "ClusterStats",
    "ClusterStatsTarget",
    "ClusterSysInfo",
    "CompletedPart",
    "CompleteUploadAction",
    "CopyBucketAction",
    "CopyBucketArgs",
    "CopyObjectsAction",
    "CopyObjectsArgs",
    "CreateBucketAction",
    "CreateInventoryAction",
    "CreateInventoryArgs",
    "CreateUploadAction",
    "CustomMetadata",
    "CustomMetadataMessage",
    "DeleteObjectsAction",
    "DestroyBucketAction",
    "DestroyInventoryAction",
    "DiskStats",
    "DiskUsage",
    "DiskUsageAllDiskStats",
    "DownloadBlobAction",
    "DownloadBlobArgs",
    "EasyProvider",
    "ECProps",
    "ECUpdate",
    "EnvVar",
    "ErasureCodeBucketAction",
    "ETLCommunication",
    "ETLDetails",
    "ETLDetailsInitMsg",
    "ETLHealth",
    "ETLInfo",
    "ETLInitMessage",
    "ETLLogs",
    "ETLMetrics",
    "ETLObjectError",
    "ETLResources",
    "ETLResourcesLimits",
    "ETLResourcesRequests",
    "ETLRuntime",
    "EvictBucketAction",
    "EvictObjectAction",
    "EvictObjectsAction",
    "ExtensionMap",
    "ExtraAWSProps",
    "ExtraAWSUpdate",
    "ExtraGCPProps",
    "ExtraGCPUpdate",
    "ExtraOCIProps",
    "ExtraOCIUpdate",
    "ExtraProps",
    "ExtraUpdate",
    "Filesystem",
    "FrontendRateLimitProps",
    "FrontendRateLimitUpdate",
    "GetShardSummaryAction",
    "GetShardSummaryArgs",
    "GetSummaryAction",
    "GetSummaryArgs",
    "HostNetConfig",
    "HTTPConfig",
    "IndexShardsAction",
    "IndexShardsArgs",
    "Inventories",
    "Inventory",
    "JobArgs",
    "JobQuery",
    "JobSnap",
    "JobSnapsByTarget",
    "JobStats",
    "JobStatus",
    "ListBucketsAction",
    "ListObjectsAction",
    "ListObjectsArgs",
    "LoadAverage",
    "LogConfig",
    "LogSeverity",
    "LRUProps",
    "LRUUpdate",
    "MemoryStat",
    "MetadataVersion",
    "MetricKinds",
    "MirrorBucketAction",
    "MirrorProps",
    "MirrorUpdate",
    "Mountpaths",
    "MountpathUsage",
    "MountpathUsages",
    "Namespace",
    "NamespaceMap",
    "NetConfig",
    "NetInfo",
    "NodeConfig",
    "NodeConfigFspaths",
    "NodeMap",
    "NodeStateInfo",
    "NodeStats",
    "NodeStatus",
    "ObjectCounts",
    "ObjectEntry",
    "ObjectPage",
    "ObjectSelection",
    "ObjectSizes",
    "PeriodicConfig",
    "PrefetchObjectsAction",
    "PrefetchObjectsArgs",
    "PrimaryState",
    "ProcessCPU",
    "ProcessMemory",
    "ProcessStat",
    "PromoteAction",
    "PromoteArgs",
    "Provider",
    "ProviderName",
    "ProxyConfig",
    "RateLimitProps",
    "RateLimitUpdate",
    "RebalanceConfig",
    "RechunkArgs",
    "RechunkBucketAction",
    "RemoteCluster",
    "RemoteClusters",
    "RenameBucketAction",
    "RenameObjectAction",
    "ResetBucketPropsAction",
    "ResilverConfig",
    "RMD",
    "SetBucketPropsAction",
    "ShardSummary",
    "ShowInventoryAction",
    "Smap",
    "SmapState",
    "Snode",
    "SnodeDaemonType",
    "SpaceConfig",
    "StartJobAction",
    "StartShardSummaryAction",
    "StartShardSummaryArgs",
    "StartSummaryAction",
    "StartSummaryArgs",
    "StopJobAction",
    "SysInfo",
    "SysInfoMap",
    "TestFSPathsConfig",
    "TimeoutConfig",
    "TotalSizes",
    "Tracker",
    "TransformBucketAction",
    "TransformBucketArgs",
    "TransformObjectsAction",
    "TransformObjectsArgs",
    "TransportLayerConfig",
    "VersioningProps",
    "VersioningUpdate",
    "WritePolicy",
    "WritePolicyProps",
    "WritePolicyUpdate",
)

_MODULES = {
    "AbortUploadAction": ".abort_upload_action",
    "AisError": ".ais_error",
    "ArchiveFormat": ".archive_format",
    "ArchiveMode": ".archive_mode",
    "ArchiveObjectsAction": ".archive_objects_action",
    "ArchiveObjectsArgs": ".archive_objects_args",
    "AuthConfig": ".auth_config",
    "BackendBucketUpdate": ".backend_bucket_update",
    "BackendRateLimitProps": ".backend_rate_limit_props",
    "BackendRateLimitUpdate": ".backend_rate_limit_update",
    "BatchItem": ".batch_item",
    "BatchMetadata": ".batch_metadata",
    "BatchRequest": ".batch_request",
    "BatchResult": ".batch_result",
    "BatchStreamRequest": ".batch_stream_request",
    "Bck": ".bck",
    "BckFilter": ".bck_filter",
    "BckTo": ".bck_to",
    "BMD": ".bmd",
    "BMDProviders": ".bmd_providers",
    "BucketMap": ".bucket_map",
    "BucketProps": ".bucket_props",
    "BucketPropsUpdate": ".bucket_props_update",
    "BucketSummary": ".bucket_summary",
    "Capacity": ".capacity",
    "CertificateProps": ".certificate_props",
    "CheckLockAction": ".check_lock_action",
    "ChecksumProps": ".checksum_props",
    "ChecksumType": ".checksum_type",
    "ChecksumUpdate": ".checksum_update",
    "ChunksProps": ".chunks_props",
    "ChunksUpdate": ".chunks_update",
    "ClientConfig": ".client_config",
    "ClusterConfig": ".cluster_config",
    "ClusterConfigBackend": ".cluster_config_backend",
    "ClusterMetadata": ".cluster_metadata",
    "ClusterMetadataEtlMD": ".cluster_metadata_etl_md",
    "ClusterMountpaths": ".cluster_mountpaths",
    "ClusterMountpathsTargets": ".cluster_mountpaths_targets",
    "ClusterStats": ".cluster_stats",
    "ClusterStatsTarget": ".cluster_stats_target",
    "ClusterSysInfo": ".cluster_sys_info",
    "CompleteUploadAction": ".complete_upload_action",
    "CompletedPart": ".completed_part",
    "CopyBucketAction": ".copy_bucket_action",
    "CopyBucketArgs": ".copy_bucket_args",
    "CopyObjectsAction": ".copy_objects_action",
    "CopyObjectsArgs": ".copy_objects_args",
    "CreateBucketAction": ".create_bucket_action",
    "CreateInventoryAction": ".create_inventory_action",
    "CreateInventoryArgs": ".create_inventory_args",
    "CreateUploadAction": ".create_upload_action",
    "CustomMetadata": ".custom_metadata",
    "CustomMetadataMessage": ".custom_metadata_message",
    "DeleteObjectsAction": ".delete_objects_action",
    "DestroyBucketAction": ".destroy_bucket_action",
    "DestroyInventoryAction": ".destroy_inventory_action",
    "DiskStats": ".disk_stats",
    "DiskUsage": ".disk_usage",
    "DiskUsageAllDiskStats": ".disk_usage_all_disk_stats",
    "DownloadBlobAction": ".download_blob_action",
    "DownloadBlobArgs": ".download_blob_args",
    "EasyProvider": ".easy_provider",
    "ECProps": ".ec_props",
    "ECUpdate": ".ec_update",
    "EnvVar": ".env_var",
    "ErasureCodeBucketAction": ".erasure_code_bucket_action",
    "ETLCommunication": ".etl_communication",
    "ETLDetails": ".etl_details",
    "ETLDetailsInitMsg": ".etl_details_init_msg",
    "ETLHealth": ".etl_health",
    "ETLInfo": ".etl_info",
    "ETLInitMessage": ".etl_init_message",
    "ETLLogs": ".etl_logs",
    "ETLMetrics": ".etl_metrics",
    "ETLObjectError": ".etl_object_error",
    "ETLResources": ".etl_resources",
    "ETLResourcesLimits": ".etl_resources_limits",
    "ETLResourcesRequests": ".etl_resources_requests",
    "ETLRuntime": ".etl_runtime",
    "EvictBucketAction": ".evict_bucket_action",
    "EvictObjectAction": ".evict_object_action",
    "EvictObjectsAction": ".evict_objects_action",
    "ExtensionMap": ".extension_map",
    "ExtraAWSProps": ".extra_aws_props",
    "ExtraAWSUpdate": ".extra_aws_update",
    "ExtraGCPProps": ".extra_gcp_props",
    "ExtraGCPUpdate": ".extra_gcp_update",
    "ExtraOCIProps": ".extra_oci_props",
    "ExtraOCIUpdate": ".extra_oci_update",
    "ExtraProps": ".extra_props",
    "ExtraUpdate": ".extra_update",
    "Filesystem": ".filesystem",
    "FrontendRateLimitProps": ".frontend_rate_limit_props",
    "FrontendRateLimitUpdate": ".frontend_rate_limit_update",
    "GetShardSummaryAction": ".get_shard_summary_action",
    "GetShardSummaryArgs": ".get_shard_summary_args",
    "GetSummaryAction": ".get_summary_action",
    "GetSummaryArgs": ".get_summary_args",
    "HostNetConfig": ".host_net_config",
    "HTTPConfig": ".http_config",
    "IndexShardsAction": ".index_shards_action",
    "IndexShardsArgs": ".index_shards_args",
    "Inventories": ".inventories",
    "Inventory": ".inventory",
    "JobArgs": ".job_args",
    "JobQuery": ".job_query",
    "JobSnap": ".job_snap",
    "JobSnapsByTarget": ".job_snaps_by_target",
    "JobStats": ".job_stats",
    "JobStatus": ".job_status",
    "ListBucketsAction": ".list_buckets_action",
    "ListObjectsAction": ".list_objects_action",
    "ListObjectsArgs": ".list_objects_args",
    "LoadAverage": ".load_average",
    "LogConfig": ".log_config",
    "LogSeverity": ".log_severity",
    "LRUProps": ".lru_props",
    "LRUUpdate": ".lru_update",
    "MemoryStat": ".memory_stat",
    "MetadataVersion": ".metadata_version",
    "MetricKinds": ".metric_kinds",
    "MirrorBucketAction": ".mirror_bucket_action",
    "MirrorProps": ".mirror_props",
    "MirrorUpdate": ".mirror_update",
    "MountpathUsage": ".mountpath_usage",
    "MountpathUsages": ".mountpath_usages",
    "Mountpaths": ".mountpaths",
    "Namespace": ".namespace",
    "NamespaceMap": ".namespace_map",
    "NetConfig": ".net_config",
    "NetInfo": ".net_info",
    "NodeConfig": ".node_config",
    "NodeConfigFspaths": ".node_config_fspaths",
    "NodeMap": ".node_map",
    "NodeStateInfo": ".node_state_info",
    "NodeStats": ".node_stats",
    "NodeStatus": ".node_status",
    "ObjectCounts": ".object_counts",
    "ObjectEntry": ".object_entry",
    "ObjectPage": ".object_page",
    "ObjectSelection": ".object_selection",
    "ObjectSizes": ".object_sizes",
    "PeriodicConfig": ".periodic_config",
    "PrefetchObjectsAction": ".prefetch_objects_action",
    "PrefetchObjectsArgs": ".prefetch_objects_args",
    "PrimaryState": ".primary_state",
    "ProcessCPU": ".process_cpu",
    "ProcessMemory": ".process_memory",
    "ProcessStat": ".process_stat",
    "PromoteAction": ".promote_action",
    "PromoteArgs": ".promote_args",
    "Provider": ".provider",
    "ProviderName": ".provider_name",
    "ProxyConfig": ".proxy_config",
    "RateLimitProps": ".rate_limit_props",
    "RateLimitUpdate": ".rate_limit_update",
    "RebalanceConfig": ".rebalance_config",
    "RechunkArgs": ".rechunk_args",
    "RechunkBucketAction": ".rechunk_bucket_action",
    "RemoteCluster": ".remote_cluster",
    "RemoteClusters": ".remote_clusters",
    "RenameBucketAction": ".rename_bucket_action",
    "RenameObjectAction": ".rename_object_action",
    "ResetBucketPropsAction": ".reset_bucket_props_action",
    "ResilverConfig": ".resilver_config",
    "RMD": ".rmd",
    "SetBucketPropsAction": ".set_bucket_props_action",
    "ShardSummary": ".shard_summary",
    "ShowInventoryAction": ".show_inventory_action",
    "Smap": ".smap",
    "SmapState": ".smap_state",
    "Snode": ".snode",
    "SnodeDaemonType": ".snode_daemon_type",
    "SpaceConfig": ".space_config",
    "StartJobAction": ".start_job_action",
    "StartShardSummaryAction": ".start_shard_summary_action",
    "StartShardSummaryArgs": ".start_shard_summary_args",
    "StartSummaryAction": ".start_summary_action",
    "StartSummaryArgs": ".start_summary_args",
    "StopJobAction": ".stop_job_action",
    "SysInfo": ".sys_info",
    "SysInfoMap": ".sys_info_map",
    "TestFSPathsConfig": ".test_fs_paths_config",
    "TimeoutConfig": ".timeout_config",
    "TotalSizes": ".total_sizes",
    "Tracker": ".tracker",
    "TransformBucketAction": ".transform_bucket_action",
    "TransformBucketArgs": ".transform_bucket_args",
    "TransformObjectsAction": ".transform_objects_action",
    "TransformObjectsArgs": ".transform_objects_args",
    "TransportLayerConfig": ".transport_layer_config",
    "VersioningProps": ".versioning_props",
    "VersioningUpdate": ".versioning_update",
    "WritePolicy": ".write_policy",
    "WritePolicyProps": ".write_policy_props",
    "WritePolicyUpdate": ".write_policy_update",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
