using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SkillFlaw.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ProjectFields : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "auth_settings",
                table: "projects",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "business_id",
                table: "projects",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "icon",
                table: "projects",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_enabled",
                table: "projects",
                type: "boolean",
                nullable: false,
                defaultValue: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_hold",
                table: "projects",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "is_self",
                table: "projects",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "modified_by",
                table: "projects",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "org_id",
                table: "projects",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "parent_id",
                table: "projects",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "privilege_type",
                table: "projects",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "release_version",
                table: "projects",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "skill",
                table: "projects",
                type: "text",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "auth_settings",
                table: "projects");

            migrationBuilder.DropColumn(
                name: "business_id",
                table: "projects");

            migrationBuilder.DropColumn(
                name: "icon",
                table: "projects");

            migrationBuilder.DropColumn(
                name: "is_enabled",
                table: "projects");

            migrationBuilder.DropColumn(
                name: "is_hold",
                table: "projects");

            migrationBuilder.DropColumn(
                name: "is_self",
                table: "projects");

            migrationBuilder.DropColumn(
                name: "modified_by",
                table: "projects");

            migrationBuilder.DropColumn(
                name: "org_id",
                table: "projects");

            migrationBuilder.DropColumn(
                name: "parent_id",
                table: "projects");

            migrationBuilder.DropColumn(
                name: "privilege_type",
                table: "projects");

            migrationBuilder.DropColumn(
                name: "release_version",
                table: "projects");

            migrationBuilder.DropColumn(
                name: "skill",
                table: "projects");
        }
    }
}
