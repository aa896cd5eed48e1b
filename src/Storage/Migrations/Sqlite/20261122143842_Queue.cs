using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SkillFlaw.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Queue : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "max_concurrent_runs",
                table: "tenants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "max_queued_jobs",
                table: "tenants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "max_runs_per_second",
                table: "tenants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "max_tokens_per_day",
                table: "tenants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "flow_schedules",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    flow_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    user_id = table.Column<int>(type: "INTEGER", nullable: false),
                    cron = table.Column<string>(type: "TEXT", nullable: false),
                    time_zone = table.Column<string>(type: "TEXT", nullable: false),
                    missed = table.Column<string>(type: "TEXT", nullable: false),
                    payload = table.Column<string>(type: "TEXT", nullable: false),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false),
                    next_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_at = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_flow_schedules", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "queued_jobs",
                columns: table => new
                {
                    errors = table.Column<string>(type: "TEXT", nullable: true),
                    request = table.Column<byte[]>(type: "BLOB", nullable: false),
                    outcome = table.Column<byte[]>(type: "BLOB", nullable: true),
                    job_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    flow_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    flow_version = table.Column<long>(type: "INTEGER", nullable: false),
                    user_id = table.Column<int>(type: "INTEGER", nullable: false),
                    source = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    node = table.Column<Guid>(type: "TEXT", nullable: false),
                    position = table.Column<long>(type: "INTEGER", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_queued_jobs", x => new { x.tenant_id, x.job_id });
                });

            migrationBuilder.CreateTable(
                name: "repeatable_requests",
                columns: table => new
                {
                    body = table.Column<byte[]>(type: "BLOB", nullable: true),
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    key_hash = table.Column<string>(type: "TEXT", nullable: false),
                    request_hash = table.Column<string>(type: "TEXT", nullable: false),
                    job_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    node = table.Column<Guid>(type: "TEXT", nullable: false),
                    status = table.Column<int>(type: "INTEGER", nullable: true),
                    content_type = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_repeatable_requests", x => new { x.tenant_id, x.key_hash });
                });

            migrationBuilder.CreateTable(
                name: "tenant_usage",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    day = table.Column<int>(type: "INTEGER", nullable: false),
                    tokens = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenant_usage", x => new { x.tenant_id, x.day });
                });

            migrationBuilder.CreateTable(
                name: "webhook_signatures",
                columns: table => new
                {
                    flow_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    secret = table.Column<string>(type: "TEXT", nullable: false),
                    signature_header = table.Column<string>(type: "TEXT", nullable: false),
                    timestamp_header = table.Column<string>(type: "TEXT", nullable: false),
                    tolerance_seconds = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_signatures", x => x.flow_id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_flow_schedules_next_at",
                table: "flow_schedules",
                column: "next_at",
                filter: "next_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_flow_schedules_tenant_id_flow_id",
                table: "flow_schedules",
                columns: new[] { "tenant_id", "flow_id" });

            migrationBuilder.CreateIndex(
                name: "IX_queued_jobs_finished_at",
                table: "queued_jobs",
                column: "finished_at");

            migrationBuilder.CreateIndex(
                name: "IX_queued_jobs_node_due_at",
                table: "queued_jobs",
                columns: new[] { "node", "due_at" },
                filter: "finished_at IS NULL AND due_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_queued_jobs_node_tenant_id_flow_id_position",
                table: "queued_jobs",
                columns: new[] { "node", "tenant_id", "flow_id", "position" },
                filter: "finished_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_queued_jobs_dead",
                table: "queued_jobs",
                columns: new[] { "tenant_id", "job_id" },
                filter: "state = 'Dead'");

            migrationBuilder.CreateIndex(
                name: "IX_repeatable_requests_created_at",
                table: "repeatable_requests",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "IX_webhook_signatures_tenant_id",
                table: "webhook_signatures",
                column: "tenant_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "flow_schedules");

            migrationBuilder.DropTable(
                name: "queued_jobs");

            migrationBuilder.DropTable(
                name: "repeatable_requests");

            migrationBuilder.DropTable(
                name: "tenant_usage");

            migrationBuilder.DropTable(
                name: "webhook_signatures");

            migrationBuilder.DropColumn(
                name: "max_concurrent_runs",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "max_queued_jobs",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "max_runs_per_second",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "max_tokens_per_day",
                table: "tenants");
        }
    }
}
